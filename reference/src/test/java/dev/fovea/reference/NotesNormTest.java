// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Dropout;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.Op;
import dev.fovea.op.PRelu;
import dev.fovea.op.Softmax;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** The worked numbers of the study notes on normalisation, and PyTorch's rules around them. */
class NotesNormTest {
  private static final Tensor FOUR = Tensor.of(Shape.of(4, 1), 1f, 2f, 3f, 4f);

  private static void assertValues(double[] actual, double tolerance, double... expected) {
    assertThat(actual).containsExactly(expected, within(tolerance));
  }

  /** W62. */
  @Test
  void batchNormGivesMeanZeroAndVarianceOne() {
    var results = Run.op(new BatchNorm(1e-5), FOUR);
    assertValues(results.get(0).toDoubles(), 1e-5, -1.34164, -0.44721, 0.44721, 1.34164);
    assertValues(results.get(1).toDoubles(), 1e-12, 2.5);
    assertValues(results.get(2).toDoubles(), 1e-12, 1.25);
  }

  /** W65, E10: across channels, with alpha as in the paper and divided by the size. */
  @Test
  void localResponseNormHasBothReadingsOfAlpha() {
    Tensor x = Tensor.of(Shape.of(1, 6, 1, 1), 1f, 2f, 3f, 4f, 5f, 6f);
    assertValues(
        Run.values(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2), x),
        1e-6,
        0.594292,
        1.187871,
        1.780140,
        2.370419,
        2.963466,
        3.557354);
    assertValues(
        Run.values(new LocalResponseNorm(5, 1e-4, 0.75, 2), x),
        1e-6,
        0.594541,
        1.188940,
        1.783075,
        2.376810,
        2.971102,
        3.565562);
  }

  @Test
  void runningStatisticsMoveAsPyTorchs() {
    Graph graph = Trace.of("bn", Blocks.batchNorm(), TensorType.f32(4, 1), Mode.TRAIN);
    try (Session session = Backend.named("reference").open(options());
        Executable step = session.compile(graph)) {
      session.write("running_mean", Tensor.of(Shape.of(1), 1f));
      session.write("running_var", Tensor.of(Shape.of(1), 3f));
      step.input("x").write(FOUR);
      step.run();
      assertValues(session.read("running_mean").toDoubles(), 1e-7, 0.9 + 0.1 * 2.5);
      assertValues(session.read("running_var").toDoubles(), 1e-7, 0.9 * 3 + 0.1 * 5 / 3);
    }
  }

  @Test
  void preluLearnsFromWhatIsNegative() {
    Tensor x = Tensor.of(Shape.of(1, 3), -2f, 0f, 3f);
    Tensor slope = Tensor.of(Shape.of(1), 0.25f);
    assertValues(Run.values(new PRelu(), x, slope), 1e-12, -0.5, 0, 3);
    Tensor dy = Tensor.of(Shape.of(1, 3), 1f, 10f, 100f);
    assertValues(Run.op(new PRelu.Backward(), x, slope, dy).get(1).toDoubles(), 1e-12, -2);
  }

  @Test
  void softmaxOfHugeScoresIsFinite() {
    Tensor x = Tensor.of(Shape.of(1, 3), 1e30f, 1e30f, -1e30f);
    assertValues(Run.values(new Softmax(false), x), 1e-12, 0.5, 0.5, 0);
    Tensor small = Tensor.of(Shape.of(1, 2), 0f, -1000f);
    assertValues(Run.values(new Softmax(true), small), 1e-9, 0, -1000);
  }

  @Test
  void bothFormsOfDropoutHaveTheSameExpectation() {
    int n = 20_000;
    float[] ones = new float[n];
    java.util.Arrays.fill(ones, 1);
    Tensor x = Tensor.of(Shape.of(1, n), ones);
    double inverted = mean(Activations.dropout(0.3), x, Mode.TRAIN, 5);
    assertThat(inverted).isCloseTo(1, within(0.03));
    assertThat(mean(Activations.dropout(0.3), x, Mode.INFER, 5)).isEqualTo(1);
    double paper = mean(Activations.paperDropout(0.3), x, Mode.TRAIN, 5);
    assertThat(paper)
        .isCloseTo(mean(Activations.paperDropout(0.3), x, Mode.INFER, 5), within(0.03));
    assertThat(mean(Activations.dropout(0.3), x, Mode.TRAIN, 5)).isEqualTo(inverted);
    assertThat(mean(Activations.dropout(0.3), x, Mode.TRAIN, 6)).isNotEqualTo(inverted);
  }

  private static double mean(Block block, Tensor x, Mode mode, int step) {
    Graph graph = Trace.of("net", Sequential.of(block), x.type(), mode);
    try (Session session = Backend.named("reference").open(options());
        Executable run = session.compile(graph)) {
      run.input("x").write(x);
      boolean random =
          graph.nodes().stream()
              .anyMatch(n -> n.op() instanceof Op.Leaf l && l.path().equals(Dropout.KEY));
      if (random) {
        run.input(Dropout.KEY).write(Dropout.key(-7, step));
      }
      run.run();
      return java.util.Arrays.stream(run.output("logits").read().toDoubles()).average().orElse(0);
    }
  }

  private static Backend.Options options() {
    return new Backend.Options(1, Precision.F64);
  }
}
