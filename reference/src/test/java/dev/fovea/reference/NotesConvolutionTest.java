// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The convolutions worked out in the study notes, number by number. */
class NotesConvolutionTest {
  private static final Tensor VERTICAL = image(3, 1, 0, -1, 1, 0, -1, 1, 0, -1);
  private static final Tensor HORIZONTAL = image(3, 1, 1, 1, 0, 0, 0, -1, -1, -1);

  /** W17. */
  @Test
  void correlationOfThreeByThreeWithTwoByTwo() {
    Tensor x = image(3, 0, 1, 2, 3, 4, 5, 6, 7, 8);

    assertThat(correlate(x, image(2, 0, 1, 2, 3))).containsExactly(19, 25, 37, 43);
  }

  /** W18: correlation as layers do it; the mathematician's convolution mirrors the kernel. */
  @Test
  void verticalEdgesOfSixBySix() {
    Tensor x =
        image(
            6, 3, 0, 1, 2, 7, 4, 1, 5, 8, 9, 3, 1, 2, 7, 2, 5, 1, 3, 0, 1, 3, 1, 7, 8, 4, 2, 1, 6,
            2, 8, 2, 4, 5, 2, 3, 9);
    double[] expected = {-5, -4, 0, 8, -10, -2, 2, 3, 0, -2, -4, -7, -3, -2, -3, -16};

    assertThat(correlate(x, VERTICAL)).containsExactly(expected);
    assertThat(correlate(x, image(3, -1, 0, 1, -1, 0, 1, -1, 0, 1)))
        .containsExactly(Arrays.stream(expected).map(v -> 0 - v).toArray());
  }

  /** W19. */
  @Test
  void aStepIsAnEdge() {
    assertThat(correlate(rows(10, 10, 10, 0, 0, 0), VERTICAL))
        .containsExactly(repeated(0, 30, 30, 0));
    assertThat(correlate(rows(0, 0, 0, 10, 10, 10), VERTICAL))
        .containsExactly(repeated(0, -30, -30, 0));
    assertThat(correlate(rows(10, 10, 10, 0, 0, 0), HORIZONTAL)).containsOnly(0);
  }

  /** W7: one channel, one weight: a scaling. */
  @Test
  void oneByOneOfOneChannelScales() {
    float[] values = new float[36];
    double[] doubled = new double[36];
    for (int i = 0; i < 36; i++) {
      values[i] = i + 1;
      doubled[i] = 2 * (i + 1);
    }

    assertThat(correlate(Tensor.of(Shape.of(1, 1, 6, 6), values), image(1, 2)))
        .containsExactly(doubled);
  }

  /** W8, W9, W15: a 1x1 convolution is the same linear layer at every position. */
  @Test
  void oneByOneIsALinearLayerAtEachPosition() {
    Tensor x = ramp(2, 3, 4, 5);
    Tensor w = ramp(2, 3, 1, 1);
    Tensor y = Run.op(Conv2d.of(Window.of(1)), x, w).get(0);

    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 4, 5));
    for (int n = 0; n < 2; n++) {
      for (int k = 0; k < 2; k++) {
        for (int p = 0; p < 20; p++) {
          double sum = 0;
          for (int c = 0; c < 3; c++) {
            sum += x.floats()[(n * 3 + c) * 20 + p] * w.floats()[k * 3 + c];
          }
          assertThat(y.toDoubles()[(n * 2 + k) * 20 + p]).isEqualTo(sum);
        }
      }
    }
    assertThat(
            Run.op(Conv2d.of(Window.of(1)), ramp(1, 192, 28, 28), ramp(32, 192, 1, 1))
                .get(0)
                .shape())
        .isEqualTo(Shape.of(1, 32, 28, 28));
  }

  /** W10: an uneven window against the definition written out. */
  @Test
  void unevenWindowWithPaddingAndBias() {
    Tensor x = ramp(4, 2, 3, 5);
    Tensor w = ramp(3, 2, 3, 5);
    Tensor b = Tensor.of(Shape.of(3), 1f, -2f, 3f);
    Tensor y = Run.op(Conv2d.of(Window.of(3, 5).pad(1, 2)), x, w, b).get(0);

    assertThat(y.shape()).isEqualTo(Shape.of(4, 3, 3, 5));
    for (int i = 0; i < y.length(); i++) {
      assertThat(y.toDoubles()[i])
          .isEqualTo(
              definition(x, w, i / 45, i / 15 % 3, i / 5 % 3, i % 5) + b.floats()[i / 15 % 3]);
    }
  }

  private static double definition(Tensor x, Tensor w, int n, int k, int p, int q) {
    double sum = 0;
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          int h = p + i - 1;
          int v = q + j - 2;
          if (h >= 0 && h < 3 && v >= 0 && v < 5) {
            sum +=
                (double) x.floats()[((n * 2 + c) * 3 + h) * 5 + v]
                    * w.floats()[((k * 2 + c) * 3 + i) * 5 + j];
          }
        }
      }
    }
    return sum;
  }

  /** W22: channels are summed, so one filter gives one map. */
  @Test
  void threeChannelsGiveOneMap() {
    float[] ones = new float[27];
    Arrays.fill(ones, 1);
    float[] image = new float[108];
    Arrays.fill(image, 1);
    Tensor y =
        Run.op(
                Conv2d.of(Window.of(3)),
                Tensor.of(Shape.of(1, 3, 6, 6), image),
                Tensor.of(Shape.of(1, 3, 3, 3), ones))
            .get(0);

    assertThat(y.shape()).isEqualTo(Shape.of(1, 1, 4, 4));
    assertThat(y.toDoubles()).containsOnly(27);
  }

  private static double[] correlate(Tensor x, Tensor w) {
    return Run.values(Conv2d.of(Window.of(w.shape().dim(2))), x, w);
  }

  /** A square image of one channel. */
  private static Tensor image(int size, float... values) {
    return Tensor.of(Shape.of(1, 1, size, size), values);
  }

  private static Tensor rows(float... row) {
    float[] values = new float[row.length * row.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % row.length];
    }
    return image(row.length, values);
  }

  private static double[] repeated(double... row) {
    double[] values = new double[row.length * row.length];
    Arrays.setAll(values, i -> row[i % row.length]);
    return values;
  }

  private static Tensor ramp(int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 23 - 11;
    }
    return Tensor.of(shape, values);
  }
}
