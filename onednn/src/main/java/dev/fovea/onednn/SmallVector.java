// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Binary;
import dev.fovea.op.Op;
import dev.fovea.tensor.TensorType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Arithmetic on short vectors in Java: the running statistics of batch normalisation and numbers
 * such as the learning rate. A oneDNN kernel costs a round of OpenMP (5 to 50 microseconds)
 * whatever it does; MobileNet V1 has 108 such updates in a step of 150 ms.
 */
final class SmallVector {
  /** Elements up to which one thread is done before two have met. */
  private static final int LONGEST = 4096;

  private SmallVector() {}

  /**
   * Whether a binary op with this tail is such arithmetic: plain vectors, then at most one more
   * addition.
   */
  static boolean fits(Tail tail, List<Result> in, Compilation c) {
    TensorType a = in.get(0).type();
    TensorType b = in.get(1).type();
    boolean short1 = a.rank() == 1 && a.elements() <= LONGEST && c.groupOf(in.get(0)).isEmpty();
    boolean tailFits =
        tail.ops().isEmpty() || tail.ops().equals(List.<Op>of(new Binary(Binary.Fn.ADD)));
    boolean sameTail = tail.others().stream().allMatch(r -> r.type().equals(a));
    return short1 && tailFits && sameTail && (b.equals(a) || b.elements() == 1);
  }

  static void lower(Binary op, Tail tail, Node node, List<Result> in, Compilation c) {
    List<Step.Operand> operands = new ArrayList<>();
    operands.add(Compilation.read(0, c.plain(in.get(0))));
    operands.add(Compilation.read(1, c.plain(in.get(1))));
    boolean adds = !tail.others().isEmpty();
    if (adds) {
      operands.add(Compilation.read(2, c.plain(tail.others().get(0))));
    }
    operands.add(Compilation.write(3, c.define(node.result(), Layouts.plain(node.types().get(0)))));
    int n = Math.toIntExact(node.types().get(0).elements());
    int step = in.get(1).type().elements() == 1 ? 0 : 1;
    c.host(
        node,
        operands,
        memory -> {
          FloatBuffer a = memory.get(0).asFloatBuffer();
          FloatBuffer b = memory.get(1).asFloatBuffer();
          FloatBuffer plus = adds ? memory.get(2).asFloatBuffer() : null;
          FloatBuffer y = memory.get(memory.size() - 1).asFloatBuffer();
          return () -> run(op.fn(), n, step, a, b, plus, y);
        });
  }

  private static void run(
      Binary.Fn fn,
      int n,
      int step,
      FloatBuffer a,
      FloatBuffer b,
      FloatBuffer plus,
      FloatBuffer y) {
    for (int i = 0; i < n; i++) {
      float left = a.get(i);
      float right = b.get(i * step);
      float value =
          switch (fn) {
            case ADD -> left + right;
            case SUB -> left - right;
            case MUL -> left * right;
            case DIV -> left / right;
          };
      y.put(i, plus == null ? value : value + plus.get(i));
    }
  }
}
