// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.tensor.FoveaException;
import java.util.function.Function;

/**
 * oneDNN on the CPU, in f32 or, where the CPU has instructions for it, bf16. Sessions of one
 * backend share its threads.
 */
public final class OnednnBackend implements Backend {
  private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public boolean supports(Precision precision) {
    return switch (precision) {
      case F32 -> true;
      case BF16 -> ask(Engine::hasBf16);
      case F64 -> false;
    };
  }

  private static <T> T ask(Function<Engine, T> question) {
    try (Engine engine = OnednnSession.newEngine()) {
      return question.apply(engine);
    }
  }

  @Override
  public Session open(Options options) {
    Precision precision = options.precision();
    FoveaException.check(
        precision != Precision.F64, "backend onednn computes in f32 and bf16, not %s", precision);
    FoveaException.check(
        supports(precision),
        "this CPU has no arithmetic in %s (oneDNN finds %s, %s needs AVX512_BF16 or AMX): use f32",
        precision,
        ask(Engine::isa),
        precision);
    DataType elements = precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
    return new OnednnSession(workers, options.threads(), elements);
  }
}
