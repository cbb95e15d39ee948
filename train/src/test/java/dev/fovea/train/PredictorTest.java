// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.metric.Predictions;
import dev.fovea.train.metric.Score;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final Weights WEIGHTS =
      Weights.initial(Tiny.network().trace(1, Mode.INFER), 4, Parameter::init);
  private static final Dataset TEST = Tiny.data().test();
  private static final LoaderOptions LOADING =
      LoaderOptions.of(8).size(Tiny.SIZE, Tiny.SIZE).threads(1);

  private static Predictions predict(List<View> views) {
    try (Predictor predictor = new Predictor(Tiny.compute(), Tiny.network(), WEIGHTS, 8)) {
      return predictor.predict(TEST, LOADING, views);
    }
  }

  @Test
  void agreesWithTheScoreOfTraining() {
    Predictions found = predict(List.of(View.PLAIN));
    Score score = Evaluator.score(Tiny.compute(), Tiny.network(), WEIGHTS, TEST, LOADING);
    assertThat(found.images()).isEqualTo(20);
    assertThat(found.topAccuracy(1)).isEqualTo(score.accuracy());
    assertThat(found.logLoss()).isCloseTo(score.loss(), within(1e-9));
    for (int i = 0; i < 20; i++) {
      assertThat(found.label(i)).isEqualTo(TEST.label(i));
    }
  }

  @Test
  void viewsAreAveragedAsProbabilities() {
    View left = new View(false, 0, -2);
    View mirrored = new View(true, 0, 0);
    Predictions a = predict(List.of(left));
    Predictions b = predict(List.of(mirrored));
    Predictions both = predict(List.of(left, mirrored));
    assertThat(a.probability(3, 1)).isNotCloseTo(b.probability(3, 1), within(1e-4));
    for (int c = 0; c < 10; c++) {
      double mean = (a.probability(3, c) + b.probability(3, c)) / 2;
      assertThat(both.probability(3, c)).isCloseTo(mean, within(1e-6));
    }
  }

  /** The network is sure of itself, and probabilities of 1e-400 are 0 as doubles. */
  @Test
  void theLossOfAveragesIsFinite() {
    Map<String, Tensor> tensors = new HashMap<>(WEIGHTS.tensors());
    tensors.replaceAll(
        (path, t) -> {
          float[] values = t.floats().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] *= 1e4f;
          }
          return Tensor.of(t.shape(), values);
        });
    try (Predictor predictor =
        new Predictor(Tiny.compute(), Tiny.network(), new Weights(tensors), 8)) {
      Predictions plain = predictor.predict(TEST, LOADING, List.of(View.PLAIN));
      Predictions twice = predictor.predict(TEST, LOADING, List.of(View.PLAIN, View.PLAIN));
      assertThat(plain.logLoss()).isGreaterThan(1000);
      assertThat(twice.logLoss()).isCloseTo(plain.logLoss(), withinPercentage(1e-4));
    }
  }

  /** What sees only the mean of an image cannot tell it from its mirror image. */
  @Test
  void mirroringChangesNothingForANetworkThatSeesNoSides() {
    Block net = Sequential.of().then(globalAveragePool()).then("fc", linear(10));
    Network blind =
        (n, mode) -> Trace.of("blind", net, TensorType.f32(n, 1, Tiny.SIZE, Tiny.SIZE), mode);
    Weights weights = Weights.initial(blind.trace(1, Mode.INFER), 4, Parameter::init);
    try (Predictor predictor = new Predictor(Tiny.compute(), blind, weights, 8)) {
      Predictions plain = predictor.predict(TEST, LOADING, List.of(View.PLAIN));
      Predictions both = predictor.predict(TEST, LOADING, View.around(true, 0));
      for (int i = 0; i < plain.images(); i++) {
        assertThat(both.predicted(i)).isEqualTo(plain.predicted(i));
        for (int c = 0; c < 10; c++) {
          assertThat(both.probability(i, c)).isCloseTo(plain.probability(i, c), within(1e-6));
        }
      }
      assertThat(both.logLoss()).isCloseTo(plain.logLoss(), within(1e-6));
    }
  }

  @Test
  void aViewMovesAndMirrorsEveryChannel() {
    float[] image = {1, 2, 3, 4, 5, 6, /**/ 10, 20, 30, 40, 50, 60};
    ImageShape shape = new ImageShape(2, 2, 3);
    float[] seen = new float[12];
    new View(false, 1, 0).look(image, seen, 1, shape);
    assertThat(seen).containsExactly(1, 2, 3, 1, 2, 3, 10, 20, 30, 10, 20, 30);
    new View(false, 0, -1).look(image, seen, 1, shape);
    assertThat(seen).containsExactly(2, 3, 3, 5, 6, 6, 20, 30, 30, 50, 60, 60);
    new View(true, 0, 0).look(image, seen, 1, shape);
    assertThat(seen).containsExactly(3, 2, 1, 6, 5, 4, 30, 20, 10, 60, 50, 40);
    new View(true, 0, 1).look(image, seen, 1, shape);
    assertThat(seen).containsExactly(3, 3, 2, 6, 6, 5, 30, 30, 20, 60, 60, 50);
    View.PLAIN.look(image, seen, 1, shape);
    assertThat(seen).isEqualTo(image);
  }

  @Test
  void viewsAreCountedOnce() {
    assertThat(View.around(true, 1)).hasSize(10).doesNotHaveDuplicates().contains(View.PLAIN);
    assertThat(View.around(true, 0)).containsExactly(View.PLAIN, new View(true, 0, 0));
    assertThat(View.around(false, 0)).containsExactly(View.PLAIN);
  }

  @Test
  void weightsOfAnotherNetworkAndShuffledOrdersAreRefused() {
    Weights none = new Weights(java.util.Map.of());
    assertThatThrownBy(() -> new Predictor(Tiny.compute(), Tiny.network(), none, 8))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("missing from the weights");
    try (Predictor predictor = new Predictor(Tiny.compute(), Tiny.network(), WEIGHTS, 8)) {
      assertThatThrownBy(() -> predictor.predict(TEST, LOADING.shuffled(1), List.of(View.PLAIN)))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("in order");
    }
  }
}
