// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Matmul;
import dev.fovea.onednn.dnnl.Pooling;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Average pooling to a given size: a plain pool where the windows are equal, else a product with
 * the constant matrix {@code M[h w, p q] = 1 / window size} where pixel (h,w) lies in window (p,q).
 */
final class AdaptivePoolLowering {
  private AdaptivePoolLowering() {}

  static void forward(AdaptiveAveragePool op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    TensorType x = value.type();
    TensorType y = node.types().get(0);
    if (!op.isUniform(x)) {
      Placed matrix = matrix(op, node, x, false, c);
      multiply(node, c.plain(value), x, matrix, y, c);
      return;
    }
    Desc src = c.primary(value).desc();
    PrimitiveDesc desc = c.choose(node, pool(op, x, src, Layouts.like(src, y)));
    c.run(
        node,
        desc,
        read(Arg.SRC, c.primary(value)),
        write(Arg.DST, c.define(node.result(), desc.dst())));
  }

  static void backward(AdaptiveAveragePool.Backward op, Node node, Compilation c) {
    Result dy = node.inputs().get(0);
    TensorType x = op.input();
    if (!op.forward().isUniform(x)) {
      Placed matrix = matrix(op.forward(), node, x, true, c);
      multiply(node, c.plain(dy), dy.type(), matrix, x, c);
      return;
    }
    Desc src = c.image(x);
    Desc dst = Layouts.like(src, dy.type());
    Pooling.Forward forward = pool(op.forward(), x, src, dst);
    PrimitiveDesc hint = c.choose(node, forward);
    PrimitiveDesc desc =
        c.choose(
            node,
            new Pooling.Backward(
                forward.function(), src, dst, forward.window(), forward.sliding(), hint));
    c.run(
        node,
        desc,
        read(Arg.DIFF_DST, c.use(dy, dst)),
        write(Arg.DIFF_SRC, c.define(node.result(), src)));
  }

  private static Pooling.Forward pool(AdaptiveAveragePool op, TensorType x, Desc src, Desc dst) {
    Size window = new Size(x.dim(2) / op.height(), x.dim(3) / op.width());
    return new Pooling.Forward(
        Propagation.TRAINING,
        Pooling.Kind.AVERAGE,
        src,
        dst,
        window,
        new Sliding(window, Size.ONE, Size.ZERO, Size.ZERO));
  }

  private static void multiply(
      Node node, Placed a, TensorType from, Placed matrix, TensorType to, Compilation c) {
    long rows = (long) from.dim(0) * from.dim(1);
    Desc left = Desc.plain(DataType.F32, rows, (long) from.dim(2) * from.dim(3));
    Desc result = Desc.plain(DataType.F32, rows, (long) to.dim(2) * to.dim(3));
    PrimitiveDesc desc = c.choose(node, new Matmul(left, matrix.desc(), Optional.empty(), result));
    Placed y = c.define(node.result(), Layouts.plain(to));
    c.run(
        node,
        desc,
        read(Arg.SRC, new Placed(left, a.place())),
        read(Arg.WEIGHTS, matrix),
        write(Arg.DST, new Placed(result, y.place())));
  }

  private static Placed matrix(
      AdaptiveAveragePool op, Node node, TensorType x, boolean transposed, Compilation c) {
    int pixels = x.dim(2) * x.dim(3);
    int cells = op.height() * op.width();
    Desc desc =
        transposed
            ? Desc.plain(DataType.F32, cells, pixels)
            : Desc.plain(DataType.F32, pixels, cells);
    Placed matrix = c.scratch(desc);
    c.host(
        node,
        List.of(write(0, matrix)),
        memory ->
            () -> {
              for (int at = 0; at < memory.get(0).capacity(); at += Float.BYTES) {
                memory.get(0).putFloat(at, 0);
              }
              for (int cell = 0; cell < cells; cell++) {
                int p = cell / op.width();
                int q = cell % op.width();
                int top = AdaptiveAveragePool.from(p, op.height(), x.dim(2));
                int bottom = AdaptiveAveragePool.to(p, op.height(), x.dim(2));
                int left = AdaptiveAveragePool.from(q, op.width(), x.dim(3));
                int right = AdaptiveAveragePool.to(q, op.width(), x.dim(3));
                float share = 1f / ((bottom - top) * (right - left));
                for (int h = top; h < bottom; h++) {
                  for (int w = left; w < right; w++) {
                    int pixel = h * x.dim(3) + w;
                    int at = transposed ? cell * pixels + pixel : pixel * cells + cell;
                    memory.get(0).putFloat(at * Float.BYTES, share);
                  }
                }
              }
            });
    return matrix;
  }
}
