// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Parameter;
import dev.fovea.report.plot.Raster;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerMapsTest {
  private static final Backend.Options OPTIONS = Backend.Options.f32(1);
  private static final int SIDE = 12;
  private static final int LABEL = 2;

  private static Graph graph(Sequential net) {
    return Trace.of("net", net, TensorType.f32(1, 1, SIDE, SIDE), Mode.INFER);
  }

  private static float[] image() {
    Random random = new Random(5);
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  /** Where the mean of the maps goes into a linear layer, its weights are all there is to know. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onednn"})
  void gradCamIsTheClassActivationMapOfANetworkThatAverages(String name) {
    Backend backend = Backend.named(name);
    Graph graph =
        graph(
            Sequential.of()
                .then("conv1", conv(6, 3).then(relu()))
                .then(globalAveragePool())
                .then("fc", linear(4)));
    Weights weights = Weights.initial(graph, 3, Parameter::init);
    Layers layers = new Layers(graph);
    List<Raster> maps =
        LayerMaps.maps(backend, OPTIONS, graph, weights, layers.of("conv1"), image());
    assertThat(maps).hasSize(6).allMatch(map -> map.height() == 10 && map.width() == 10);
    Raster heat =
        LayerMaps.gradCam(
            backend, OPTIONS, graph, weights, layers.lastMaps().orElseThrow(), image(), LABEL);
    float[] fc = weights.get("fc.weight").floats();
    double largest = 0;
    for (int i = 0; i < 100; i++) {
      double expected = 0;
      for (int c = 0; c < 6; c++) {
        expected += fc[LABEL * 6 + c] / 100 * maps.get(c).values()[i];
      }
      assertThat((double) heat.values()[i]).isCloseTo(Math.max(0, expected), within(1e-6));
      largest = Math.max(largest, expected);
    }
    assertThat(largest).isGreaterThan(1e-4);
  }

  /**
   * The weight of each map is the mean of the score's gradient over it: measured by moving all its
   * values a little and running what comes behind. The last layer's maps keep their places, so the
   * gradient differs from place to place.
   */
  @Test
  void gradCamAgreesWithFiniteDifferencesOfTheMaps() {
    Sequential behind =
        Sequential.of().then("conv2", conv(5, 3).then(sigmoid())).then("fc", linear(4));
    Graph tail = Trace.of("tail", behind, TensorType.f32(1, 3, 10, 10), Mode.INFER);
    Graph graph =
        graph(
            Sequential.of()
                .then("conv1", conv(3, 3).then(sigmoid()))
                .then("conv2", conv(5, 3).then(sigmoid()))
                .then("fc", linear(4)));
    Weights weights = Weights.initial(graph, 3, Parameter::init);
    Map<String, Tensor> own = new LinkedHashMap<>(weights.tensors());
    own.keySet().removeIf(path -> path.startsWith("conv1"));
    Backend backend = Backend.named("onednn");
    List<Raster> maps =
        LayerMaps.maps(backend, OPTIONS, graph, weights, new Layers(graph).of("conv1"), image());
    double largest = 0;
    try (Session session = backend.open(OPTIONS)) {
      Executable executable = session.compile(tail);
      session.write(new Weights(own));
      for (int label = 0; label < 4; label++) {
        double[] expected = new double[100];
        for (int c = 0; c < 3; c++) {
          float step = 0.05f;
          double slope =
              (score(executable, maps, c, step, label) - score(executable, maps, c, -step, label))
                  / (2 * step);
          for (int i = 0; i < 100; i++) {
            expected[i] += slope / 100 * maps.get(c).values()[i];
          }
        }
        float[] heat = heat("onednn", graph, weights, "conv1", label);
        for (int i = 0; i < 100; i++) {
          largest = Math.max(largest, expected[i]);
          assertThat((double) heat[i])
              .isCloseTo(Math.max(0, expected[i]), within(1e-6 + 0.01 * Math.abs(expected[i])));
        }
      }
    }
    assertThat(largest).isGreaterThan(1e-4);
  }

  /** The score of a class where one map is higher by so much everywhere. */
  private static double score(Executable tail, List<Raster> maps, int moved, float by, int label) {
    float[] values = new float[maps.size() * 100];
    for (int i = 0; i < values.length; i++) {
      values[i] = maps.get(i / 100).values()[i % 100] + (i / 100 == moved ? by : 0);
    }
    float[] logits = new float[4];
    tail.input(Graph.INPUT).write(values);
    tail.run();
    tail.output(Graph.LOGITS).read(logits);
    return logits[label];
  }

  /** Maps and heat are those of a slow and simple backend, through pooling and a second layer. */
  @Test
  void backendsSeeTheSame() {
    Graph graph =
        graph(
            Sequential.of()
                .then("conv1", conv(6, 3).then(sigmoid()).then(maxPool(2, 2)))
                .then("conv2", conv(8, 3).then(sigmoid()))
                .then("fc", linear(4)));
    Weights weights = Weights.initial(graph, 3, Parameter::init);
    for (String layer : List.of("conv1", "conv2")) {
      for (int label = 0; label < 4; label++) {
        float[] slow = heat("reference", graph, weights, layer, label);
        float[] fast = heat("onednn", graph, weights, layer, label);
        for (int i = 0; i < slow.length; i++) {
          assertThat((double) fast[i]).isCloseTo(slow[i], within(1e-5));
        }
      }
    }
    boolean some =
        List.of(0, 1, 2, 3).stream()
            .anyMatch(label -> heat("onednn", graph, weights, "conv1", label)[0] > 1e-6);
    assertThat(some).as("some class has heat").isTrue();
  }

  private static float[] heat(
      String backend, Graph graph, Weights weights, String layer, int label) {
    return LayerMaps.gradCam(
            Backend.named(backend),
            OPTIONS,
            graph,
            weights,
            new Layers(graph).of(layer),
            image(),
            label)
        .values();
  }

  @Test
  void layersAreFoundByPathAndUnknownOnesNamed() {
    Graph graph =
        graph(Sequential.of().then("conv1", conv(6, 3).then(relu())).then("fc", linear(4)));
    Layers layers = new Layers(graph);
    assertThat(layers.name(layers.of("conv1"))).startsWith("conv1");
    assertThat(layers.paths()).containsExactly("conv1");
    assertThatThrownBy(() -> layers.of("conv2"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("unknown layer 'conv2'; did you mean conv1?");
    assertThatThrownBy(() -> layers.of("fc"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("layer 'fc' gives no maps but single numbers; layers with maps are conv1");
  }

  /** Asking for a value in between must not change what comes out. */
  @Test
  void mapsAreThoseThatTheFollowingLayerReads() {
    Graph graph =
        graph(
            Sequential.of()
                .then("conv1", conv(2, 3).then(relu()))
                .then(globalAveragePool())
                .then("fc", linear(3)));
    Weights weights = Weights.initial(graph, 9, Parameter::init);
    Backend backend = Backend.named("onednn");
    List<Raster> maps =
        LayerMaps.maps(backend, OPTIONS, graph, weights, new Layers(graph).of("conv1"), image());
    float[] logits = new float[3];
    try (Session session = backend.open(OPTIONS)) {
      Executable executable = session.compile(graph);
      session.write(weights);
      executable.input(Graph.INPUT).write(image());
      executable.run();
      executable.output(Graph.LOGITS).read(logits);
    }
    float[] fc = weights.get("fc.weight").floats();
    float[] bias = weights.get("fc.bias").floats();
    for (int k = 0; k < 3; k++) {
      double expected = bias[k];
      for (int c = 0; c < 2; c++) {
        double mean = 0;
        for (float value : maps.get(c).values()) {
          mean += value / 100.0;
        }
        expected += fc[2 * k + c] * mean;
      }
      assertThat((double) logits[k]).isCloseTo(expected, within(1e-5));
    }
  }
}
