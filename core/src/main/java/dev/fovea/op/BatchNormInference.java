// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Batch normalisation by given statistics (notes T31): {@code y = gamma (x - mean) / sqrt(var +
 * eps) + beta} in each channel.
 *
 * <p>Operands: {@code x : [N,C]} or {@code [N,C,H,W]}; {@code gamma : [C]} and {@code beta : [C]},
 * both or neither; {@code mean : [C]}; {@code var : [C]}. Result: the type of x. Gradient: of the
 * formula, for every operand, in elementwise ops; it is what trains around frozen statistics.
 *
 * @param eps keeps the division from exploding; not negative
 */
public record BatchNormInference(double eps) implements Op, Op.Elementwise, Op.Differentiable {
  public BatchNormInference {
    BatchNorm.checkEps(eps);
  }

  @Override
  public String label() {
    return "batch norm";
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    BatchNorm.checkAffine(this, in, 3);
    BatchNorm.checkChannels(in.get(0), in.subList(1, in.size()));
    return List.of(in.get(0));
  }

  @Override
  public void vjp(Adjoint a) {
    boolean affine = a.inputs() == 5;
    Value x = a.in(0);
    Value mean = a.in(a.inputs() - 2);
    Value variance = a.in(a.inputs() - 1);
    Value dy = a.grad(0);
    Value r = inverseDeviation(a, variance);
    Value slope = affine ? binary(a, Binary.Fn.MUL, a.in(1), r) : r;
    if (a.wants(0)) {
      a.add(0, binary(a, Binary.Fn.MUL, dy, alongChannels(a, slope, x)));
    }
    if (IntStream.range(1, a.inputs()).noneMatch(a::wants)) {
      return;
    }
    Value centred = binary(a, Binary.Fn.SUB, x, alongChannels(a, mean, x));
    Value z = binary(a, Binary.Fn.MUL, centred, alongChannels(a, r, x));
    Value sum = perChannel(a, dy);
    Value sumOfZ = perChannel(a, binary(a, Binary.Fn.MUL, dy, z));
    if (affine) {
      a.add(1, sumOfZ);
      a.add(2, sum);
    }
    // d y / d mean = -slope; d y / d var = -slope z r / 2.
    a.add(a.inputs() - 2, scaled(a, binary(a, Binary.Fn.MUL, sum, slope), -1));
    Value byVariance = binary(a, Binary.Fn.MUL, binary(a, Binary.Fn.MUL, sumOfZ, slope), r);
    a.add(a.inputs() - 1, scaled(a, byVariance, -0.5));
  }

  private Value inverseDeviation(Emitter g, Value variance) {
    Value shifted = binary(g, Binary.Fn.ADD, variance, scalar(g, variance, eps));
    Value deviation = g.emit(new Unary(Unary.Fn.SQRT), shifted);
    return binary(g, Binary.Fn.DIV, g.emit(new Fill(variance.type(), 1)), deviation);
  }

  private static Value scaled(Emitter g, Value v, double factor) {
    return binary(g, Binary.Fn.MUL, v, scalar(g, v, factor));
  }

  private static Value scalar(Emitter g, Value like, double number) {
    return g.emit(new Fill(like.type().withShape(Shape.of(1)), number));
  }

  private static Value binary(Emitter g, Binary.Fn fn, Value a, Value b) {
    return g.emit(new Binary(fn), a, b);
  }

  private static Shape channelsOf(TensorType x) {
    return x.rank() == 2 ? Shape.of(1, x.dim(1)) : Shape.of(1, x.dim(1), 1, 1);
  }

  private static Value alongChannels(Emitter g, Value vector, Value x) {
    return g.emit(new Reshape(channelsOf(x.type())), vector);
  }

  private static Value perChannel(Emitter g, Value v) {
    TensorType x = v.type();
    Value sum = g.emit(new SumTo(x.withShape(channelsOf(x))), v);
    return g.emit(new Reshape(Shape.of(x.dim(1))), sum);
  }
}
