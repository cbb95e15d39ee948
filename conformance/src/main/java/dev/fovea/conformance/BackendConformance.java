// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.autodiff.Gradients;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Result;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Input;
import dev.fovea.op.SumTo;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every backend must do right: each op and its gradient, alone and in random networks, against
 * the reference in double, in inference and in training. A subclass in the backend's tests gives
 * the backend; {@link SessionConformance} beside it holds the contract of sessions.
 *
 * <p>If a backend passes, every model works on it. If not, close the hole here first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance extends SessionConformance {
  Stream<OpCase> cases() {
    return OpCases.all().stream();
  }

  Stream<OpCase> differentiableCases() {
    return cases().filter(OpCase::isDifferentiable);
  }

  /**
   * The seeds of random networks; a failure names its own. {@code -Dconformance.seeds=1000} tries
   * that many.
   */
  protected LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("conformance.seeds", 40));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void opAgreesWithTheReference(OpCase op) {
    Experiment experiment = op.forward();
    compareByMagnitude(experiment);
    TextRoundTrip.check(experiment.graph());
  }

  @ParameterizedTest
  @MethodSource("differentiableCases")
  void gradientAgreesWithTheReference(OpCase op) {
    Experiment experiment = op.gradient();
    compareByMagnitude(experiment);
    TextRoundTrip.check(experiment.graph());
  }

  private void compareByMagnitude(Experiment experiment) {
    Map<String, Tensor> expected = experiment.expected();
    compare(
        experiment,
        expected,
        Bounds.byMagnitude(experiment, expected, precision()),
        run(experiment, threads()));
  }

  /** What bounds gradients: exact however far they are. */
  @ParameterizedTest
  @ValueSource(ints = {5, 64, 1001})
  void clippingIsExact(int length) {
    GraphBuilder g = new GraphBuilder("clip");
    Value x = g.emit(new Input("x", TensorType.f32(length)));
    Graph graph = g.output("y", g.emit(new Unary(Unary.Fn.CLIP, 0.1), x)).build();
    float[] in = new float[length];
    float[] want = new float[length];
    float[] some = {0.05f, 0.7f, 1e3f, 1e8f, 3e38f, Float.POSITIVE_INFINITY, 1e-30f, 0.1f};
    for (int i = 0; i < length; i++) {
      float sign = i % 3 == 0 ? -1 : 1;
      in[i] = sign * some[i % some.length];
      want[i] = Math.abs(in[i]) < 0.1f ? in[i] : sign * 0.1f;
    }
    try (Session session = open()) {
      Executable executable = session.compile(graph);
      executable.input("x").write(in);
      executable.run();
      assertThat(executable.output("y").read().floats()).containsExactly(want);
    }
  }

  /** Also where the bound, rounded to fewer bits, lies within itself, as 0.7 does in bf16. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.7})
  void noGradientPassesAClippedValue(double limit) {
    TensorType image = TensorType.f32(2, 16, 4, 4);
    TensorType weights = TensorType.f32(16, 16, 1, 1);
    GraphBuilder g = new GraphBuilder("clip");
    Result x = g.node(new Input("x", image), List.of()).get(0);
    Result w = g.node(new Input("w", weights), List.of()).get(0);
    Result sums = g.node(Conv2d.of(Window.of(1)), List.of(x, w)).get(0);
    Result y = g.node(new Unary(Unary.Fn.CLIP, limit), List.of(sums)).get(0);
    Result loss = g.node(new SumTo(TensorType.f32(1)), List.of(y)).get(0);
    Graph graph = g.output("d", Gradients.of(g, loss, List.of(x)).get(x)).build();
    Tensor ones = constant(weights, 1);
    for (float at : new float[] {-3, 3}) {
      Map<String, Tensor> in = Map.of("x", constant(image, at), "w", ones);
      assertThat(run(new Experiment(graph, in), threads()).get("output d").floats())
          .as("gradients at %s", 16 * at)
          .containsOnly(0);
    }
  }

  private static Tensor constant(TensorType type, float value) {
    float[] values = new float[Math.toIntExact(type.elements())];
    Arrays.fill(values, value);
    return Tensor.of(type.shape(), values);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomNetworkAgreesWithTheReference(long seed) {
    checkRandom(RandomGraphs.inference(seed, 1 + (int) (seed % 4)), threads(seed));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomTrainingStepAgreesWithTheReference(long seed) {
    checkRandom(RandomGraphs.training(seed, 1 + (int) (seed % 4)), threads(seed));
  }

  /**
   * Threads that ops and networks are computed with. One: on a busy machine two wait for each other
   * a hundred times longer. But kernels divide work in other ways where there are more threads than
   * images.
   */
  protected int threads() {
    return 1;
  }

  private int threads(long seed) {
    return seed % 5 == 0 ? threads() + 1 : threads();
  }

  static Stream<NetCases.Net> nets() {
    return NetCases.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nets")
  void networkAgreesWithTheReference(NetCases.Net net) {
    checkRandom(net.inference(), threads());
  }

  @ParameterizedTest
  @MethodSource("nets")
  void trainingStepAgreesWithTheReference(NetCases.Net net) {
    checkRandom(net.training(), threads());
  }

  @ParameterizedTest
  @MethodSource("nets")
  void everyGradientOfANetworkAgreesWithTheReference(NetCases.Net net) {
    assumeTrue(precision() == Precision.F32, "its bounds are for f32");
    Agreement.with(net.model().step()).check(backend());
  }

  private void checkRandom(Experiment experiment, int threads) {
    Map<String, Tensor> expected = experiment.expected();
    Map<String, Tensor> actual = run(experiment, threads);
    compare(experiment, expected, Bounds.byRounding(experiment, expected, precision()), actual);
    TextRoundTrip.check(experiment.graph());
  }

  private Map<String, Tensor> run(Experiment experiment, int threads) {
    try (Session session = backend().open(new Backend.Options(threads, precision()));
        Executable executable = session.compile(experiment.graph())) {
      experiment.write(session, executable);
      executable.run();
      Map<String, Tensor> first = experiment.read(session, executable);
      executable.poison();
      experiment.write(session, executable);
      executable.run();
      Map<String, Tensor> second = experiment.read(session, executable);
      first.forEach(
          (name, tensor) ->
              assertThat(tensor.sameBits(second.get(name)))
                  .as(
                      "%s after poisoning dead memory and running again%n%s",
                      name, experiment.graph())
                  .isTrue());
      assertThat(executable.footprint().arena())
          .isLessThanOrEqualTo(executable.footprint().unplanned());
      return first;
    }
  }

  static void compare(
      Experiment experiment,
      Map<String, Tensor> expected,
      Map<String, Double> bounds,
      Map<String, Tensor> actual) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    for (String name : expected.keySet()) {
      Tensor right = expected.get(name);
      assertThat(actual.get(name).shape()).isEqualTo(right.shape());
      double[] difference = Bounds.difference(actual.get(name), right);
      for (int i = 0; i < difference.length; i++) {
        // Written so that NaN fails.
        if (!(Math.abs(difference[i]) <= bounds.get(name))) {
          throw new AssertionError(
              String.format(
                  "%s[%d] is %.9g, should be %.9g within %.3g%n%s",
                  name,
                  i,
                  actual.get(name).toDoubles()[i],
                  right.toDoubles()[i],
                  bounds.get(name),
                  experiment.graph()));
        }
      }
    }
  }
}
