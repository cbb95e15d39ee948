// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.StateStore.Spot;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Call;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.NativeMemory;
import dev.fovea.onednn.dnnl.Operand;
import dev.fovea.onednn.dnnl.Primitive;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Reorder;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Moves single tensors between the Java heap (logical order) and native memory (any layout); not
 * for the hot path.
 */
final class Transfer {
  private final Engine engine;

  Transfer(Engine engine) {
    this.engine = engine;
  }

  void read(Desc desc, Spot from, Tensor to) {
    Desc plain = Desc.plain(desc.type(), Compilation.longs(desc.dims()));
    if (desc.equals(plain)) {
      from.memory().floats(from.offset(), to.length()).get(to.floats());
      return;
    }
    try (NativeMemory staging = engine.allocate(plain.bytes())) {
      reorder(desc, from.address(), plain, staging.address());
      staging.floats(0, to.length()).get(to.floats());
    }
  }

  void write(Desc desc, Spot to, Tensor value) {
    Desc plain = Desc.plain(desc.type(), Compilation.longs(desc.dims()));
    if (desc.equals(plain)) {
      to.memory().floats(to.offset(), value.length()).put(value.floats());
      return;
    }
    try (NativeMemory staging = engine.allocate(plain.bytes())) {
      staging.floats(0, value.length()).put(value.floats());
      reorder(plain, staging.address(), desc, to.address());
    }
  }

  private void reorder(Desc from, long source, Desc to, long result) {
    try (PrimitiveDesc desc =
            PrimitiveDesc.create(engine, "state", new Reorder(from, to), Attributes.DEFAULT);
        Primitive primitive = desc.primitive();
        NativeMemory scratch = engine.allocate(Math.max(1, desc.scratchpadBytes()));
        Call call =
            primitive.bind(
                engine,
                desc.scratchpadBytes() == 0
                    ? List.of(new Operand(Arg.SRC, from, source), new Operand(Arg.DST, to, result))
                    : List.of(
                        new Operand(Arg.SRC, from, source),
                        new Operand(Arg.DST, to, result),
                        new Operand(Arg.SCRATCHPAD, desc.scratchpad(), scratch.address())))) {
      call.run();
    }
  }
}
