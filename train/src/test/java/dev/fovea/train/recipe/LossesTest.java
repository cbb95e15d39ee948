// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every loss as ops against its formula on the host, which numbers worked out by hand hold, and its
 * gradient against central differences.
 */
class LossesTest {
  private static final int N = 3;
  private static final int C = 4;
  private static final int[] LABELS = {2, 0, 3};

  /** The second row keeps every margin; the third leaves none. */
  private static final float[] LOGITS = {1, -2, 0.5f, 0.25f, 4, 1.5f, -1, 2.5f, 3, 2, 1, 0};

  private record Outcome(double loss, double[] gradient) {}

  /** Weights that the identity picks are the logits, so a step of lr 1 takes off the gradient. */
  private static Outcome step(LossKind kind, float[] targets, double[] logits) {
    Graph forward =
        Trace.of("t", new Dense(C, false, Init.constant(0)), TensorType.f32(N, N), Mode.TRAIN);
    Graph step = TrainingStep.of(forward, kind.emitted(true), new Sgd(0), p -> "all");
    try (Session session = Backend.named("reference").open(new Backend.Options(1, Precision.F64))) {
      Executable run = session.compile(step);
      double[] weight = new double[C * N];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = logits[i % N * C + i / N];
      }
      session.write("weight", Tensor.of(Shape.of(C, N), weight));
      run.input(Graph.INPUT).write(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
      run.input(TrainingStep.TARGETS).write(targets);
      run.input(Optimizer.LR).write(new float[] {1});
      run.run();
      double[] next = session.read("weight").toDoubles();
      double[] gradient = new double[N * C];
      for (int i = 0; i < weight.length; i++) {
        gradient[i % N * C + i / N] = weight[i] - next[i];
      }
      return new Outcome(run.output(TrainingStep.LOSS).read().toDoubles()[0], gradient);
    }
  }

  private static double[] logits(double scale) {
    double[] x = new double[LOGITS.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = scale * LOGITS[i];
    }
    return x;
  }

  private static float[] oneHot() {
    float[] t = new float[N * C];
    for (int n = 0; n < N; n++) {
      t[n * C + LABELS[n]] = 1;
    }
    return t;
  }

  @ParameterizedTest
  @EnumSource
  void opsAndHostSayTheSame(LossKind kind) {
    double want = kind.sum(LOGITS, LABELS, N, C) / N;
    assertThat(step(kind, oneHot(), logits(1)).loss).isCloseTo(want, within(1e-12));
  }

  @Test
  void numbersWorkedOutByHand() {
    assertThat(LossKind.HINGE.sum(LOGITS, LABELS, N, C))
        .isCloseTo(((1.5 + 0 + 0.75) + 0 + (4 + 3 + 2)) / 4, within(1e-12));
    assertThat(LossKind.BCE.sum(new float[] {0, 2}, new int[] {1}, 1, 2))
        .isCloseTo((Math.log(2) - Math.log(1 / (1 + Math.exp(-2)))) / 2, within(1e-12));
    assertThat(LossKind.BCE.sum(new float[] {1e4f, -1e4f}, new int[] {1}, 1, 2)).isEqualTo(1e4);
    assertThat(LossKind.HINGE.sum(new float[4], new int[] {1}, 1, 4))
        .isEqualTo(LossKind.HINGE.ofGuessing(4));
    float odds = (float) Math.log(1.0 / 3);
    assertThat(LossKind.BCE.sum(new float[] {odds, odds, odds, odds}, new int[] {1}, 1, 4))
        .isCloseTo(LossKind.BCE.ofGuessing(4), within(1e-7));
    assertThat(LossKind.CROSS_ENTROPY.ofGuessing(4)).isEqualTo(Math.log(4));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfTheLoss(LossKind kind) {
    float[] targets = oneHot();
    if (kind != LossKind.HINGE) {
      targets[2] = 0.7f;
      targets[3] = 0.3f;
    }
    double[] x = logits(1);
    double[] gradient = step(kind, targets, x).gradient;
    assertThat(Arrays.stream(gradient).map(Math::abs).sum()).isGreaterThan(0.1);
    double h = 1e-5;
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      double slope = (step(kind, targets, up).loss - step(kind, targets, down).loss) / (2 * h);
      assertThat(gradient[i]).as("logit %d", i).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void hugeLogitsOverflowNoLogisticLoss() {
    Outcome end = step(LossKind.BCE, oneHot(), logits(1e4));
    assertThat(end.loss).isFinite().isGreaterThan(1e3);
    for (double g : end.gradient) {
      assertThat(g).isBetween(-1.0 / (N * C) - 1e-12, 1.0 / (N * C) + 1e-12);
    }
  }

  @Test
  void contradictionsAreRefused() {
    Recipe hinge = Recipe.of(1, 1, 0.1).loss(LossKind.HINGE);
    assertThatThrownBy(() -> hinge.targets(new Targets(0.1, List.of())))
        .hasMessageStartingWith("labelSmoothing shares a target out");
    assertThatThrownBy(
            () -> hinge.images(new Images(List.of("flip", "mixup"), List.of(), List.of())))
        .hasMessageStartingWith("augment mixes images of two classes");
    assertThatThrownBy(() -> hinge.targets(new Targets(0, List.of(1.0, 2.0))))
        .hasMessageStartingWith("classWeights are of loss cross-entropy, and loss is hinge");
    assertThat(
            hinge
                .loss(LossKind.BCE)
                .targets(new Targets(0.1, List.of()))
                .images(new Images(List.of("mixup"), List.of(), List.of()))
                .lossKind())
        .isEqualTo(LossKind.BCE);
  }
}
