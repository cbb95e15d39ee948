// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final float[] X = {1, 2};
  private static final float[] W = {0.5f, -0.25f, 0.125f, 1};

  /** Two classes, two features, one image; the softmax's gradient is (p0 - 1, p1) for class 0. */
  private static float[] train(Sgd sgd, float lr, int steps) {
    Graph forward =
        Trace.of("t", new Dense(2, false, Init.constant(0)), TensorType.f32(1, 2), Mode.TRAIN);
    Graph step = TrainingStep.of(forward, CrossEntropy.ofClasses(), sgd, p -> "all");
    try (Session session = Backend.named("reference").open(Backend.Options.f32(1))) {
      Executable run = session.compile(step);
      session.write("weight", Tensor.of(Shape.of(2, 2), W.clone()));
      for (int i = 0; i < steps; i++) {
        run.input(Graph.INPUT).write(X);
        run.input(TrainingStep.TARGETS).write(new int[] {0});
        run.input(Optimizer.LR).write(new float[] {lr});
        run.run();
      }
      return session.read("weight").floats();
    }
  }

  private static float[] byHand(double momentum, double lr, int steps) {
    double[] w = {W[0], W[1], W[2], W[3]};
    double[] v = new double[4];
    for (int i = 0; i < steps; i++) {
      double a = w[0] * X[0] + w[1] * X[1];
      double b = w[2] * X[0] + w[3] * X[1];
      double p1 = 1 / (1 + Math.exp(a - b));
      double[] g = {-p1 * X[0], -p1 * X[1], p1 * X[0], p1 * X[1]};
      for (int k = 0; k < 4; k++) {
        v[k] = momentum * v[k] + g[k];
        w[k] -= lr * v[k];
      }
    }
    return new float[] {(float) w[0], (float) w[1], (float) w[2], (float) w[3]};
  }

  @Test
  void sgdStepsAgainstTheGradient() {
    assertThat(train(new Sgd(0), 0.5f, 1)).containsExactly(byHand(0, 0.5, 1), within(1e-6f));
    assertThat(train(new Sgd(0), 0.5f, 3)).containsExactly(byHand(0, 0.5, 3), within(1e-6f));
  }

  @Test
  void momentumIsPyTorchs() {
    assertThat(train(new Sgd(0.9), 0.1f, 4)).containsExactly(byHand(0.9, 0.1, 4), within(1e-6f));
    assertThat(byHand(0.9, 0.1, 4)[0]).isNotCloseTo(byHand(0, 0.1, 4)[0], within(1e-3f));
  }

  @Test
  void softTargetsTrainLikeTheirClass() {
    Graph forward =
        Trace.of("t", new Dense(2, false, Init.constant(0)), TensorType.f32(1, 2), Mode.TRAIN);
    Graph step = TrainingStep.of(forward, CrossEntropy.ofProbabilities(), new Sgd(0), p -> "all");
    try (Session session = Backend.named("reference").open(Backend.Options.f32(1))) {
      Executable run = session.compile(step);
      session.write("weight", Tensor.of(Shape.of(2, 2), W.clone()));
      run.input(Graph.INPUT).write(X);
      run.input(TrainingStep.TARGETS).write(new float[] {1, 0});
      run.input(Optimizer.LR).write(new float[] {0.5f});
      run.run();
      assertThat(session.read("weight").floats()).containsExactly(byHand(0, 0.5, 1), within(1e-6f));
    }
  }

  @Test
  void xavierTouchesWeightsOnly() {
    TensorType matrix = TensorType.f32(3, 4);
    Init own = Init.torchDefault();
    Parameter weight = new Parameter("w", matrix, Parameter.Role.WEIGHT, own);
    Parameter flat = new Parameter("w", TensorType.f32(4), Parameter.Role.WEIGHT, own);
    Parameter bias = new Parameter("b", TensorType.f32(4), Parameter.Role.BIAS, own);
    assertThat(InitRecipe.XAVIER_UNIFORM.of(weight)).isEqualTo(Init.xavierUniform());
    assertThat(InitRecipe.XAVIER_UNIFORM.of(flat)).isEqualTo(own);
    assertThat(InitRecipe.XAVIER_UNIFORM.of(bias)).isEqualTo(own);
    assertThat(InitRecipe.MODEL.of(weight)).isEqualTo(own);
    assertThat(InitRecipe.HE_NORMAL.of(weight)).isEqualTo(Init.heNormal());
  }

  @Test
  void initialisersAreNamedAsUsersWriteThem() {
    for (InitRecipe recipe : InitRecipe.values()) {
      assertThat(InitRecipe.parse(recipe.toString())).isEqualTo(recipe);
    }
    assertThatThrownBy(() -> InitRecipe.parse("xavier-unifrom"))
        .hasMessage("unknown init 'xavier-unifrom'; did you mean xavier-uniform?");
  }

  @Test
  void refusesWhatCannotTrain() {
    Recipe good = Recipe.of(1, 1, 0.1);
    assertThatThrownBy(() -> good.batch(0)).hasMessage("batch must be at least 1, was 0");
    assertThatThrownBy(() -> good.lr(-1)).hasMessage("lr must be a positive number, was -1.0");
    assertThatThrownBy(() -> good.lr(Double.NaN)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> good.epochs(0)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> good.momentum(1)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> good.size(-1)).isInstanceOf(FoveaException.class);
  }
}
