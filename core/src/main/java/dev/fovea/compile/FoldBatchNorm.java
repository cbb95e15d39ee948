// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fill;
import dev.fovea.op.Reshape;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * {@code batch_norm_inference(conv2d(x, w, b), gamma, beta, mean, var) => conv2d(x, w s, (b - mean)
 * s + beta)} with {@code s = gamma / sqrt(var + eps)}.
 *
 * <p>Legal because convolution is linear and all of s is constant over the image; fires only if
 * nobody else needs the convolution's result. A backend computes the folded weights once per change
 * of the state, since they depend on nothing else.
 */
public final class FoldBatchNorm implements Rewrite {
  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (!(node.op() instanceof BatchNormInference op)) {
      return Optional.empty();
    }
    Result x = node.inputs().get(0);
    Node conv = site.producer(x);
    if (!(conv.op() instanceof Conv2d) || !site.usedOnce(x)) {
      return Optional.empty();
    }
    List<Value> norm = site.at(node.inputs());
    boolean affine = norm.size() == 5;
    Value mean = norm.get(norm.size() - 2);
    Value variance = norm.get(norm.size() - 1);
    Value deviation =
        site.emit(
            new Unary(Unary.Fn.SQRT),
            binary(site, Binary.Fn.ADD, variance, fill(site, TensorType.f32(1), op.eps())));
    Value gamma = affine ? norm.get(1) : fill(site, mean.type(), 1);
    Value scale = binary(site, Binary.Fn.DIV, gamma, deviation);
    List<Value> in = site.at(conv.inputs());
    Value bias = in.size() == 3 ? in.get(2) : fill(site, mean.type(), 0);
    Value shift = binary(site, Binary.Fn.MUL, binary(site, Binary.Fn.SUB, bias, mean), scale);
    Shape perFilter = Shape.of(mean.type().dim(0), 1, 1, 1);
    Value weights =
        binary(site, Binary.Fn.MUL, in.get(1), site.emit(new Reshape(perFilter), scale));
    return Optional.of(
        site.apply(
            conv.op(),
            List.of(
                in.get(0),
                weights,
                affine ? binary(site, Binary.Fn.ADD, shift, norm.get(2)) : shift)));
  }

  private static Value binary(Site site, Binary.Fn fn, Value a, Value b) {
    return site.emit(new Binary(fn), a, b);
  }

  private static Value fill(Site site, TensorType type, double value) {
    return site.emit(new Fill(type, value));
  }
}
