// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.fovea.train.recipe.Update.Rule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every rule against its formula, written out here in double for softmax regression of two classes:
 * elements 0 to 3 are the weights, 4 and 5 the bias.
 */
class OptimizersTest {
  private static final float[] START = {0.5f, -0.25f, 0.125f, 1, 0.25f, -0.5f};
  private static final float[][] X = {{1, 2}, {-0.5f, 3}, {2, -1}, {0.25f, 0.5f}};
  private static final int STEPS = 4;
  private static final Update BASE = Update.SGD;

  /** What a rule holds while the test walks through its steps. */
  private static final class Hand {
    final double[] w = new double[6];
    final double[] g = new double[6];
    final double[] first = new double[6];
    final double[] second = new double[6];
    int t;

    boolean isWeight(int i) {
      return i < 4;
    }

    double norm(double[] x) {
      return Math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]);
    }
  }

  private interface Formula {
    void step(Hand hand);
  }

  private static double[] byHand(Formula formula) {
    Hand h = new Hand();
    for (int i = 0; i < 6; i++) {
      h.w[i] = START[i];
    }
    for (int s = 0; s < STEPS; s++) {
      float[] x = X[s];
      int label = s % 2;
      double a = h.w[0] * x[0] + h.w[1] * x[1] + h.w[4];
      double b = h.w[2] * x[0] + h.w[3] * x[1] + h.w[5];
      double p = 1 / (1 + Math.exp(b - a));
      double da = p - (label == 0 ? 1 : 0);
      double[] g = {da * x[0], da * x[1], -da * x[0], -da * x[1], da, -da};
      System.arraycopy(g, 0, h.g, 0, 6);
      h.t = s + 1;
      formula.step(h);
    }
    return h.w;
  }

  private static double[] run(Recipe recipe) {
    return run(recipe, STEPS, Arrays.copyOf(START, 4), X);
  }

  private static double[] run(Recipe recipe, int steps, float[] weights, float[][] inputs) {
    Graph forward =
        Trace.of("t", new Dense(2, true, Init.constant(0)), TensorType.f32(1, 2), Mode.TRAIN);
    Optimizer rule = recipe.optimizer(2);
    Graph step = TrainingStep.of(forward, recipe.loss(), rule, recipe.groups());
    try (Session session = Backend.named("reference").open(new Backend.Options(1, Precision.F64))) {
      Executable run = session.compile(step);
      session.write("weight", Tensor.of(Shape.of(2, 2), weights.clone()));
      session.write("bias", Tensor.of(Shape.of(2), START[4], START[5]));
      for (int s = 0; s < steps; s++) {
        run.input(Graph.INPUT).write(inputs[s]);
        run.input(TrainingStep.TARGETS).write(new int[] {s % 2});
        for (String name : rule.scalars()) {
          double value = rule.scalar(name, recipe.lr(), new Optimizer.Count(s, s));
          run.input(name).write(new float[] {(float) value});
        }
        run.run();
      }
      double[] weight = session.read("weight").toDoubles();
      double[] bias = session.read("bias").toDoubles();
      return new double[] {weight[0], weight[1], weight[2], weight[3], bias[0], bias[1]};
    }
  }

  /** Scalars are handed over as f32, so a relative 1e-6 of a step is what can be asked. */
  private static void same(Update update, double lr, Formula formula) {
    double[] want = byHand(formula);
    assertThat(run(Recipe.of(2, 1, lr).update(update))).containsExactly(want, within(1e-6));
    assertThat(want).doesNotContain(new double[] {START[0], START[5]}, within(1e-3));
  }

  private static Update update(
      Rule rule, double momentum, boolean nesterov, double decay, double norm, double value) {
    return new Update(rule, momentum, nesterov, 0.8, 0.9, 1e-3, 0.5, decay, norm, value);
  }

  @Test
  void sgdWithNesterovAndDecay() {
    same(
        update(Rule.SGD, 0.9, true, 0.1, 0, 0),
        0.2,
        h -> {
          for (int i = 0; i < 6; i++) {
            double g = h.g[i] + (h.isWeight(i) ? 0.1 * h.w[i] : 0);
            h.first[i] = 0.9 * h.first[i] + g;
            h.w[i] -= 0.2 * (g + 0.9 * h.first[i]);
          }
        });
  }

  private static void adam(Hand h, double lr, double coupled, double decoupled) {
    for (int i = 0; i < 6; i++) {
      double g = h.g[i] + (h.isWeight(i) ? coupled * h.w[i] : 0);
      h.first[i] = 0.8 * h.first[i] + 0.2 * g;
      h.second[i] = 0.9 * h.second[i] + 0.1 * g * g;
      double m = h.first[i] / (1 - Math.pow(0.8, h.t));
      double v = h.second[i] / (1 - Math.pow(0.9, h.t));
      h.w[i] -= h.isWeight(i) ? lr * decoupled * h.w[i] : 0;
      h.w[i] -= lr * m / (Math.sqrt(v) + 1e-3);
    }
  }

  @Test
  void adamAddsDecayToTheGradient() {
    same(update(Rule.ADAM, 0, false, 0.3, 0, 0), 0.1, h -> adam(h, 0.1, 0.3, 0));
  }

  @Test
  void adamwShrinksWeightsBesideTheStep() {
    same(update(Rule.ADAMW, 0, false, 0.3, 0, 0), 0.1, h -> adam(h, 0.1, 0, 0.3));
  }

  @Test
  void rmspropDividesByTheRootOfTheMeanSquare() {
    same(
        update(Rule.RMSPROP, 0.5, false, 0.1, 0, 0),
        0.05,
        h -> {
          for (int i = 0; i < 6; i++) {
            double g = h.g[i] + (h.isWeight(i) ? 0.1 * h.w[i] : 0);
            h.second[i] = 0.9 * h.second[i] + 0.1 * g * g;
            h.first[i] = 0.5 * h.first[i] + g / (Math.sqrt(h.second[i]) + 1e-3);
            h.w[i] -= 0.05 * h.first[i];
          }
        });
  }

  @Test
  void larsScalesByTheNormsOfALayer() {
    same(
        update(Rule.LARS, 0.9, false, 0.2, 0, 0),
        0.4,
        h -> {
          double w = h.norm(h.w);
          double rate = 0.5 * w / (h.norm(h.g) + 0.2 * w + 1e-9);
          for (int i = 0; i < 6; i++) {
            double g = h.isWeight(i) ? rate * (h.g[i] + 0.2 * h.w[i]) : h.g[i];
            h.first[i] = 0.9 * h.first[i] + 0.4 * g;
            h.w[i] -= h.first[i];
          }
        });
  }

  /** Without weights there is no ratio: they move by the plain rate, and are off zero then. */
  @Test
  void larsMovesWeightsThatAreAllZero() {
    Update lars = update(Rule.LARS, 0, false, 0.2, 0, 0);
    double a = 1 / (1 + Math.exp(START[5] - START[4])) - 1;
    double[] want = {-0.4 * a, -0.8 * a, 0.4 * a, 0.8 * a};
    double[] end = run(Recipe.of(2, 1, 0.4).update(lars), 1, new float[4], X);
    assertThat(Arrays.copyOf(end, 4)).containsExactly(want, within(1e-6));
    // Nor is there one without a gradient, and then nothing decays.
    float[] weights = Arrays.copyOf(START, 4);
    double[] kept = run(Recipe.of(2, 1, 0.4).update(lars), 1, weights, new float[1][2]);
    assertThat(Arrays.copyOf(kept, 4)).containsExactly(START[0], START[1], START[2], START[3]);
    double[] lost =
        run(Recipe.of(2, 1, 0.4).update(lars), 1, weights, new float[][] {{Float.NaN, 1}});
    assertThat(lost[1]).isNaN();
  }

  @Test
  void gradientsAreClippedByTheirCommonNorm() {
    for (double bound : new double[] {0.7, 1e6}) {
      same(
          update(Rule.SGD, 0, false, 1e-9, bound, 0),
          0.3,
          h -> {
            double square = 0;
            for (double g : h.g) {
              square += g * g;
            }
            for (int i = 0; i < 6; i++) {
              h.w[i] -= 0.3 * h.g[i] * bound / Math.max(bound, Math.sqrt(square));
            }
          });
    }
  }

  @Test
  void gradientsAreClippedByValue() {
    same(
        update(Rule.SGD, 0, false, 0, 0, 0.4),
        0.3,
        h -> {
          for (int i = 0; i < 6; i++) {
            h.w[i] -= 0.3 * Math.max(-0.4, Math.min(0.4, h.g[i]));
          }
        });
  }

  @Test
  void frozenParametersStay() {
    double[] end = run(Recipe.of(2, 1, 0.3).freeze(List.of("wei*")));
    assertThat(end).startsWith(START[0], START[1], START[2], START[3]);
    assertThat(end[4]).isNotEqualTo(START[4]);
    assertThat(Grouping.matches("layer?.*.weight", "layer1.0.conv1.weight")).isTrue();
    assertThat(Grouping.matches("layer?.weight", "layer10.weight")).isFalse();
    assertThat(Grouping.matches("a.b", "acb")).isFalse();
  }

  @Test
  void averagingChangesNothingInTraining() {
    Recipe plain = Recipe.of(2, 1, 0.3).update(BASE.momentum(0.5));
    Recipe averaged = plain.average(new Average(Average.Kind.EMA, 0.9, 0));
    assertThat(run(averaged)).isEqualTo(run(plain));
  }

  @Test
  void sharesOfTheExponentialAverage() {
    Average ema = new Average(Average.Kind.EMA, 0.99, 0);
    assertThat(ema.share(count(0), 10, 100)).isEqualTo(1);
    assertThat(ema.share(count(10), 10, 100)).isEqualTo(0.5);
    assertThat(ema.share(count(100_000), 10, 100)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void plainAverageIsTheMeanOfTheLastEpochs() {
    // Four epochs of 5 steps; the second half counts: the ends of epochs 3 and 4.
    Average swa = new Average(Average.Kind.SWA, 0.9, 0.5);
    double average = Double.NaN;
    for (int step = 0; step < 20; step++) {
      double share = swa.share(count(step), 5, 20);
      average = share == 1 ? step : average + share * (step - average);
      if (step == 16) {
        assertThat(average).isEqualTo(14);
      }
    }
    assertThat(average).isEqualTo((14 + 19) / 2.0);
  }

  /** 0.55 * 100 is a little above 55: of ten epochs of ten, those from the sixth on count. */
  @Test
  void theFirstEpochThatCountsIsNotRoundedUp() {
    assertThat(new Average(Average.Kind.SWA, 0.9, 0.55).ends(60, 1, 100)).isEqualTo(5);
    assertThat(new Average(Average.Kind.SWA, 0.9, 0.5).ends(60, 1, 100)).isEqualTo(10);
    assertThat(new Average(Average.Kind.SWA, 0.9, 0.551).ends(60, 1, 100)).isEqualTo(4);
  }

  private static Optimizer.Count count(long updates) {
    return new Optimizer.Count(updates, updates);
  }
}
