// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Conv2d;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Window;
import org.junit.jupiter.api.Test;

/** The study notes on separable kernels, residual blocks, global pooling and label smoothing. */
class NotesRestTest {
  /** W56, T40: Sobel's kernel is a column times a row. */
  @Test
  void sobelIsAColumnTimesARow() {
    Tensor column = Tensor.of(Shape.of(1, 1, 3, 1), 1f, 2f, 1f);
    Tensor row = Tensor.of(Shape.of(1, 1, 1, 3), -1f, 0f, 1f);
    // A full convolution of the two: the row slides over a padded column.
    Conv2d full = Conv2d.of(Window.of(1, 3).pad(0, 2));
    double[] product = Run.values(full, column, Tensor.of(Shape.of(1, 1, 1, 3), 1f, 0f, -1f));
    assertThat(product).containsExactly(-1, 0, 1, -2, 0, 2, -1, 0, 1);

    float[] pixels = new float[36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * i % 17;
    }
    Tensor x = Tensor.of(Shape.of(1, 1, 6, 6), pixels);
    Tensor sobel = Tensor.of(Shape.of(1, 1, 3, 3), -1f, 0f, 1f, -2f, 0f, 2f, -1f, 0f, 1f);
    Tensor blurred = Run.op(Conv2d.of(Window.of(3, 1)), x, column).get(0);
    float[] floats = new float[Math.toIntExact(blurred.type().elements())];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) blurred.toDoubles()[i];
    }
    Tensor once = Tensor.of(blurred.shape(), floats);
    assertThat(Run.values(Conv2d.of(Window.of(1, 3)), once, row))
        .containsExactly(Run.values(Conv2d.of(Window.of(3)), x, sobel));
  }

  /** W66: a residual block whose branch has weights of zero passes on what is positive. */
  @Test
  void aBranchOfZerosIsTheIdentity() {
    Block branch = Sequential.of(conv(2, 3).pad(1), relu(), conv(2, 3).pad(1));
    Block block = sum(branch, identity()).then(relu());
    Tensor x = Tensor.of(Shape.of(1, 2, 2, 2), -1f, 2f, 0f, 3f, 5f, -6f, 7f, 0.5f);
    Graph graph = Trace.of("residual", block, x.type(), Mode.INFER);
    try (Session session = Backend.named("reference").open(Backend.Options.f32(1));
        Executable executable = session.compile(graph)) {
      executable.input(Graph.INPUT).write(x);
      executable.run();
      assertThat(executable.output(Graph.LOGITS).read().toDoubles())
          .containsExactly(0, 2, 0, 3, 5, 0, 7, 0.5);
    }
  }

  /** E15: global average pooling takes the mean of all positions, not their sum. */
  @Test
  void globalAveragePoolingIsTheMean() {
    Tensor x = Tensor.of(Shape.of(1, 1, 2, 2), 1f, 2f, 3f, 10f);
    assertThat(Run.values(AdaptiveAveragePool.global(), x)).containsExactly(4);
  }

  /**
   * W67: of 10 classes smoothed by 0.1, the right one is wanted with 0.91, the others with 0.01.
   */
  @Test
  void smoothedLabelsMixTheLossWithThatOfAllClasses() {
    float[] logits = {3, -1, 0, 2, 1, 0.5f, -2, 0, 1, -0.5f};
    float[] wanted = new float[10];
    java.util.Arrays.fill(wanted, 0.01f);
    wanted[3] = 0.91f;
    Tensor x = Tensor.of(Shape.of(1, 10), logits);
    double smoothed =
        Run.values(new SoftmaxCrossEntropy(), x, Tensor.of(Shape.of(1, 10), wanted))[0];
    double mean = 0;
    for (int c = 0; c < 10; c++) {
      mean += Run.values(new SoftmaxCrossEntropy(), x, Tensor.of(Shape.of(1), c))[0] / 10;
    }
    double right = Run.values(new SoftmaxCrossEntropy(), x, Tensor.of(Shape.of(1), 3))[0];
    assertThat(smoothed).isCloseTo(0.9 * right + 0.1 * mean, within(1e-6));
  }
}
