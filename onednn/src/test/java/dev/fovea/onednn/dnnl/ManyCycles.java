// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.DataType.F32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes, runs and closes 20 000 primitives, and prints by how many KiB the process grew. Run in a
 * JVM of its own, whose heap is resident from the start, and whose compiler is the small one, so
 * that growth is native.
 */
final class ManyCycles {
  private static final int CYCLES = 20_000;

  private ManyCycles() {}

  public static void main(String[] args) throws IOException {
    try (Engine engine = Engine.open();
        NativeMemory memory = engine.allocate(4096)) {
      engine.setThreads(1);
      cycles(engine, memory, CYCLES / 4);
      long before = residentKib();
      cycles(engine, memory, CYCLES);
      System.out.println(residentKib() - before);
    }
  }

  private static void cycles(Engine engine, NativeMemory memory, int count) {
    Desc src = Desc.plain(F32, 1, 4, 2, 2);
    Desc weights = Desc.plain(F32, 4, 4, 1, 1);
    Attributes attributes =
        Attributes.DEFAULT.then(new PostOp.Eltwise(EltwiseKind.RELU)).then(new PostOp.Sum(1));
    for (int i = 0; i < count; i++) {
      Spec spec =
          new Convolution.Forward(
              Propagation.INFERENCE, src, weights, Optional.empty(), src, Sliding.of(1, 0));
      try (PrimitiveDesc pd = PrimitiveDesc.create(engine, "cycle", spec, attributes);
          Primitive primitive = pd.primitive();
          NativeMemory scratch = engine.allocate(Math.max(64, pd.scratchpadBytes()));
          Call call = primitive.bind(engine, operands(pd, memory, scratch))) {
        call.run();
      }
    }
  }

  private static List<Operand> operands(PrimitiveDesc pd, NativeMemory memory, NativeMemory s) {
    List<Operand> operands = new ArrayList<>();
    operands.add(new Operand(Arg.SRC, pd.src(), memory.address()));
    operands.add(new Operand(Arg.WEIGHTS, pd.weights(), memory.address() + 1024));
    operands.add(new Operand(Arg.DST, pd.dst(), memory.address() + 2048));
    if (pd.scratchpadBytes() > 0) {
      operands.add(new Operand(Arg.SCRATCHPAD, pd.scratchpad(), s.address()));
    }
    return operands;
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
