// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.EltwiseKind;
import dev.fovea.onednn.dnnl.Pooling;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.op.Expand;
import dev.fovea.op.SumTo;
import dev.fovea.tensor.TensorType;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Broadcasting and its transpose. A sum over H and W is average pooling times the number of pixels;
 * the rest is rare and done in Java, since oneDNN's own reduction falls to ref.
 */
final class BroadcastLowering {
  private BroadcastLowering() {}

  static void sumTo(SumTo op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    TensorType x = value.type();
    TensorType y = op.target();
    boolean overPixels =
        x.rank() == 4
            && y.rank() == 4
            && y.dim(0) == x.dim(0)
            && y.dim(1) == x.dim(1)
            && y.dim(2) == 1
            && y.dim(3) == 1;
    if (overPixels) {
      sumOverPixels(node, c.wide(value), x, c);
      return;
    }
    Placed from = c.plain(value);
    Placed to = c.define(node.result(), Layouts.plain(y));
    // A group's vector is longer by its padding, which holds zeros.
    int[] map = y.elements() == 1 ? new int[(int) (from.desc().bytes() / 4)] : map(y, x);
    double[] sums = new double[Math.toIntExact(y.elements())];
    c.host(
        node,
        List.of(read(0, from), write(1, to)),
        memory -> {
          FloatBuffer in = memory.get(0).asFloatBuffer();
          FloatBuffer out = memory.get(1).asFloatBuffer();
          return () -> {
            java.util.Arrays.fill(sums, 0);
            for (int i = 0; i < map.length; i++) {
              sums[map[i]] += in.get(i);
            }
            for (int i = 0; i < sums.length; i++) {
              out.put(i, (float) sums[i]);
            }
          };
        });
  }

  private static void sumOverPixels(Node node, Placed x, TensorType type, Compilation c) {
    Size window = new Size(type.dim(2), type.dim(3));
    Desc dst = Layouts.like(x.desc(), node.types().get(0));
    float pixels = type.dim(2) * type.dim(3);
    PrimitiveDesc desc =
        c.choose(
            node,
            List.of(
                new Selection.Candidate(
                    new Pooling.Forward(
                        Propagation.INFERENCE,
                        Pooling.Kind.AVERAGE,
                        x.desc(),
                        dst,
                        window,
                        new Sliding(Size.ONE, Size.ONE, Size.ZERO, Size.ZERO)),
                    Attributes.DEFAULT.then(new PostOp.Eltwise(EltwiseKind.LINEAR, pixels, 0)))));
    c.run(node, desc, read(Arg.SRC, x), write(Arg.DST, c.define(node.result(), desc.dst())));
  }

  static void expand(Expand op, Node node, Compilation c) {
    Placed from = c.plain(node.inputs().get(0));
    Placed to = c.define(node.result(), Layouts.plain(op.target()));
    int[] map = map(node.inputs().get(0).type(), op.target());
    c.host(
        node,
        List.of(read(0, from), write(1, to)),
        memory -> {
          FloatBuffer in = memory.get(0).asFloatBuffer();
          FloatBuffer out = memory.get(1).asFloatBuffer();
          return () -> {
            for (int i = 0; i < map.length; i++) {
              out.put(i, in.get(map[i]));
            }
          };
        });
  }

  /** For each element of {@code large}, the element of {@code small} it belongs to. */
  private static int[] map(TensorType small, TensorType large) {
    int[] map = new int[Math.toIntExact(large.elements())];
    if (small.elements() == 1) {
      return map;
    }
    for (int i = 0; i < map.length; i++) {
      int rest = i;
      int stride = 1;
      for (int axis = large.rank() - 1; axis >= 0; axis--) {
        int at = rest % large.dim(axis);
        rest /= large.dim(axis);
        if (small.dim(axis) > 1) {
          map[i] += at * stride;
        }
        stride *= small.dim(axis);
      }
    }
    return map;
  }
}
