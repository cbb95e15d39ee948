// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Activations.hardSigmoid;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Normalization;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Binary;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The inverted residual block (Sandler et al. 2018; notes T41): 1x1 expansion, depthwise
 * convolution, linear 1x1 projection; the input is added where its shape is the result's.
 *
 * @param expanded channels in between; no expansion where the input has as many
 * @param channels of the result
 * @param size window of the depthwise convolution
 * @param stride of the depthwise convolution, 1 or 2
 * @param squeezed channels inside squeeze-and-excitation, which stands before the projection; 0 for
 *     none
 * @param activation after expansion and depthwise convolution
 * @param norm after each convolution
 * @param version whose names the parameters have
 */
public record InvertedResidual(
    int expanded,
    int channels,
    int size,
    int stride,
    int squeezed,
    Unary.Fn activation,
    Normalization norm,
    Version version)
    implements Block {
  /** Whose names the parameters have in torchvision. */
  public enum Version {
    /** {@code conv.N}, the projection and its BN counted apart. */
    V2,
    /** {@code block.N}, the projection as {@code N.0, N.1}. */
    V3
  }

  public InvertedResidual {
    check(
        expanded > 0 && channels > 0,
        "InvertedResidual: channels must be positive, were %d and %d",
        expanded,
        channels);
    check(stride == 1 || stride == 2, "InvertedResidual: stride must be 1 or 2, was %d", stride);
  }

  /** As MobileNet V2 has it: 3x3, ReLU6, no squeeze-and-excitation. */
  public static InvertedResidual v2(int expanded, int channels, int stride) {
    return new InvertedResidual(
        expanded, channels, 3, stride, 0, Unary.Fn.RELU6, batchNorm(), Version.V2);
  }

  @Override
  public Value apply(Scope s, Value x) {
    Scope inner = s.in(version == Version.V2 ? "conv" : "block");
    int from = x.type().dim(1);
    List<Block> layers = new ArrayList<>();
    if (expanded != from) {
      layers.add(
          Parts.convNorm(
              conv(expanded, 1).init(Parts.FAN_OUT), norm, Activations.activation(activation)));
    }
    layers.add(
        (t, v) ->
            Parts.convNorm(
                    Parts.depthwise(size, stride, v), norm, Activations.activation(activation))
                .apply(t, v));
    if (squeezed > 0) {
      layers.add(Parts.squeezeExcite(squeezed, hardSigmoid()));
    }
    if (version == Version.V2) {
      layers.add(conv(channels, 1).noBias().init(Parts.FAN_OUT));
      layers.add(norm);
    } else {
      layers.add(Parts.convNorm(conv(channels, 1).init(Parts.FAN_OUT), norm, identity()));
    }
    Value y = Sequential.of(layers.toArray(Block[]::new)).apply(inner, x);
    return stride == 1 && from == channels ? s.emit(new Binary(Binary.Fn.ADD), y, x) : y;
  }
}
