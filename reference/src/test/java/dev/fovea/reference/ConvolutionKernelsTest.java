// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Axis;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Window;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle's convolution against the formula of {@link Conv2d}, index by index. */
class ConvolutionKernelsTest {
  @ParameterizedTest
  @CsvSource({
    // window, groups, C, K, H, W
    "3x3, 1, 2, 3, 5, 6",
    "3x3 pad 1:1x1:1, 1, 3, 2, 4, 4",
    "1x1, 1, 5, 4, 3, 3",
    "1x1 stride 2x3, 1, 2, 2, 5, 7",
    "3x2 stride 2x1 pad 2:0x0:1, 1, 2, 3, 6, 5",
    "2x3 stride 3x2 pad 1:2x3:0 dilation 2x1, 1, 2, 2, 7, 8",
    "3x3 pad 1:1x1:1, 4, 4, 4, 5, 5",
    "3x3 stride 2x2 pad 1:1x1:1, 2, 4, 6, 5, 6",
    "3x1 stride 1x2 pad 1:1x0:0, 1, 2, 3, 5, 1",
    "1x3 stride 2x1 pad 0:0x1:1, 1, 2, 3, 1, 5",
    "5x5 pad 4:4x4:4, 1, 1, 2, 2, 2",
    "3x3 pad 3:0x0:3 dilation 3x3, 3, 3, 6, 7, 7"
  })
  void agreesWithTheFormula(String text, int groups, int c, int k, int height, int width) {
    Window window = Window.parse(text);
    Tensor x = drawn("x", 2, c, height, width);
    Tensor w = drawn("w", k, c / groups, window.h().size(), window.w().size());
    Tensor b = drawn("b", k);
    Tensor y = Run.op(new Conv2d(window, groups), x, w, b).get(0);
    int element = 0;
    for (int n = 0; n < 2; n++) {
      for (int filter = 0; filter < k; filter++) {
        for (int p = 0; p < y.shape().dim(2); p++) {
          for (int q = 0; q < y.shape().dim(3); q++) {
            double right = formula(window, groups, x, w, n, filter, p, q) + b.floats()[filter];
            assertThat(y.toDoubles()[element++]).isCloseTo(right, within(1e-12));
          }
        }
      }
    }
  }

  private static double formula(
      Window window, int groups, Tensor x, Tensor w, int n, int k, int p, int q) {
    int depth = w.shape().dim(1);
    int first = k / (w.shape().dim(0) / groups) * depth;
    double sum = 0;
    for (int c = 0; c < depth; c++) {
      for (int i = 0; i < window.h().size(); i++) {
        for (int j = 0; j < window.w().size(); j++) {
          int h = position(window.h(), p, i);
          int v = position(window.w(), q, j);
          sum += at(x, n, first + c, h, v) * at(w, k, c, i, j);
        }
      }
    }
    return sum;
  }

  private static int position(Axis axis, int out, int tap) {
    return out * axis.stride() + tap * axis.dilation() - axis.padLo();
  }

  /** Zero outside. */
  private static double at(Tensor tensor, int... index) {
    int element = 0;
    for (int axis = 0; axis < 4; axis++) {
      int size = tensor.shape().dim(axis);
      if (index[axis] < 0 || index[axis] >= size) {
        return 0;
      }
      element = element * size + index[axis];
    }
    return tensor.floats()[element];
  }

  private static Tensor drawn(String name, int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Draw.uniform(1, Draw.stream(name), i) - 0.5f;
    }
    return Tensor.of(shape, values);
  }
}
