// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.named;

import dev.fovea.analysis.Summary;
import dev.fovea.cli.option.Padding;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One way to build a layer: convolutions one after the other.
 *
 * @param input [C,H,W]
 */
record Way(String name, Shape input, List<Convolution> steps) {
  Way {
    steps = List.copyOf(steps);
  }

  /** The layer that all ways stand for, but for its input and its number of filters. */
  record Layer(int kernel, int stride, Padding padding) {
    private Convolution of(int filters, Window window) {
      return conv(filters, padding.on(window.stride(stride)));
    }

    /** One convolution. */
    Way standard(Shape input, int filters) {
      return new Way("standard", input, List.of(of(filters, Window.of(kernel))));
    }

    /** 1x1 to fewer channels first (notes T45). */
    Way bottleneck(Shape input, int filters, int narrow) {
      return new Way(
          "bottleneck " + narrow, input, List.of(conv(narrow, 1), of(filters, Window.of(kernel))));
    }

    /** Depthwise, every channel making {@code multiplier} ones, then 1x1 (notes T36, T37). */
    Way separable(String name, Shape input, int filters, int multiplier) {
      int channels = input.dim(0);
      int deep = Math.multiplyExact(channels, multiplier);
      return new Way(
          name, input, List.of(of(deep, Window.of(kernel)).groups(channels), conv(filters, 1)));
    }

    /** A column, then a row (notes T40). */
    Way spatial(Shape input, int filters) {
      Window whole = padding.on(Window.of(kernel).stride(stride));
      Window column =
          Window.of(kernel, 1).stride(stride, 1).pad(whole.h().padLo(), whole.h().padHi(), 0, 0);
      Window row =
          Window.of(1, kernel).stride(1, stride).pad(0, 0, whole.w().padLo(), whole.w().padHi());
      return new Way("spatial", input, List.of(conv(filters, column), conv(filters, row)));
    }
  }

  /** Shapes, multiplications and parameters, with biases. */
  Summary withBiases() {
    return summary(step -> step);
  }

  /** Shapes, multiplications and parameters of the kernels alone. */
  Summary weightsOnly() {
    return summary(Convolution::noBias);
  }

  private Summary summary(UnaryOperator<Convolution> change) {
    Sequential net = Sequential.of(steps.stream().map(change).toArray(Convolution[]::new));
    TensorType image = TensorType.f32(1, input.dim(0), input.dim(1), input.dim(2));
    return Summary.of(Trace.of(name, named(name, net), image, Mode.INFER));
  }

  /** What a step is called: {@code 5x5}, {@code 5x5 depthwise}. */
  static String label(Convolution step) {
    Window window = step.window();
    String size = window.h().size() + "x" + window.w().size();
    return step.groups() > 1 ? size + " depthwise" : size;
  }
}
