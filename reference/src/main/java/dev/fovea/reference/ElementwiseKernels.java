// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Binary;
import dev.fovea.op.Unary;
import java.util.List;

/** Functions of single elements; the result may be the memory of the first operand. */
final class ElementwiseKernels {
  private ElementwiseKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Unary.class, ElementwiseKernels::unary);
    kernels.put(Unary.Backward.class, ElementwiseKernels::unaryBackward);
    kernels.put(Binary.class, ElementwiseKernels::binary);
  }

  /** Reads x; writes y. */
  private static void unary(Unary op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] y = out.get(0).data;
    for (int i = 0; i < y.length; i++) {
      y[i] = op.apply(x[i]);
    }
  }

  /** Reads saved and dy; writes dx. */
  private static void unaryBackward(Unary.Backward op, List<Array> in, List<Array> out) {
    double[] saved = in.get(0).data;
    double[] dy = in.get(1).data;
    double[] dx = out.get(0).data;
    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[i] * op.derivative(saved[i]);
    }
  }

  /** Reads a and b; writes y. */
  private static void binary(Binary op, List<Array> in, List<Array> out) {
    double[] a = in.get(0).data;
    double[] b = in.get(1).data;
    double[] y = out.get(0).data;
    Spread spread = new Spread(in.get(0).type, in.get(1).type);
    for (int i = 0; i < y.length; i++) {
      y[i] = op.fn().apply(a[i], b[spread.at(i)]);
    }
  }
}
