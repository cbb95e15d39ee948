// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphText;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract of sessions, executables and ports: state, life cycle, refusals. */
public abstract class SessionConformance {
  private static final Graph COUNT =
      GraphText.parse(
          """
          graph count
          %0 = parameter(path="total", type=f32[3], role=WEIGHT, init=constant 0.0) : f32[3]
          %1 = input(path="x", type=f32[3]) : f32[3]
          %2 = binary(fn=ADD) %0 %1 : f32[3]
          output before %0
          output after %2
          update %0 %2
          """);

  private static final Graph LOSS =
      GraphText.parse(
          """
          graph loss
          %0 = input(path="x", type=f32[4,10]) : f32[4,10]
          %1 = input(path="targets", type=i32[4]) : i32[4]
          %2 = softmax_cross_entropy() %0 %1 : f32[1] f32[4,10]
          output loss %2
          """);

  /** The backend under test. */
  protected abstract Backend backend();

  /** The precision under test; the reference rounded to it is the measure of what may be off. */
  protected Precision precision() {
    return Precision.F32;
  }

  Session open() {
    return backend().open(new Backend.Options(1, precision()));
  }

  @Test
  void stateCountsOnAndOutputsSeeItAsItWasBeforeTheRun() {
    try (Session session = open()) {
      Executable executable = session.compile(COUNT);
      float[] before = new float[3];
      for (int run = 0; run < 4; run++) {
        executable.input("x").write(new float[] {1, 10, 100});
        executable.run();
        executable.output("before").read(before);
        assertThat(before).containsExactly(run, 10 * run, 100 * run);
        assertThat(executable.output("after").read().floats())
            .containsExactly(run + 1, 10 * (run + 1), 100 * (run + 1));
      }
      assertThat(session.read("total").floats()).containsExactly(4, 40, 400);
      session.write("total", Tensor.of(Shape.of(3), 7f, 8f, 9f));
      assertThat(session.read("total").floats()).containsExactly(7, 8, 9);
    }
  }

  @Test
  void aPlanSaysWhatCompilingTakes() {
    try (Session asked = open();
        Session taken = open()) {
      Executable.Footprint plan = asked.plan(LOSS);
      assertThat(plan).isEqualTo(taken.compile(LOSS).footprint());
      assertThat(asked.compile(LOSS).footprint()).isEqualTo(plan);
    }
  }

  @Test
  void updatesTakeEffectTogether() {
    Graph swap =
        GraphText.parse(
            """
            graph swap
            %0 = parameter(path="a", type=f32[2], role=WEIGHT, init=constant 0.0) : f32[2]
            %1 = parameter(path="b", type=f32[2], role=WEIGHT, init=constant 0.0) : f32[2]
            update %0 %1
            update %1 %0
            """);
    try (Session session = open()) {
      Executable executable = session.compile(swap);
      session.write("a", Tensor.of(Shape.of(2), 1f, 2f));
      session.write("b", Tensor.of(Shape.of(2), 3f, 4f));
      executable.run();
      assertThat(session.read("a").floats()).containsExactly(3, 4);
      assertThat(session.read("b").floats()).containsExactly(1, 2);
    }
  }

  @Test
  void valuesMayBeOutputsSeveralTimesAndInputsMayBeOutputs() {
    Graph graph =
        GraphText.parse(
            """
            graph echo
            %0 = input(path="x", type=f32[2,3]) : f32[2,3]
            %1 = input(path="n", type=i32[2]) : i32[2]
            %2 = parameter(path="unused", type=f32[5,4], role=WEIGHT, init=constant 0.0) : f32[5,4]
            %3 = reshape(shape=[6]) %0 : f32[6]
            %4 = unary(fn=SQUARE) %3 : f32[6]
            output same %0
            output flat %3
            output square %4
            output again %4
            output numbers %1
            """);
    try (Session session = open()) {
      Executable executable = session.compile(graph);
      executable.input("x").write(new float[] {1, 2, 3, 4, 5, 6});
      executable.input("n").write(new int[] {-7, 1 << 30});
      executable.run();
      assertThat(executable.output("same").read().floats()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(executable.output("same").read().shape()).isEqualTo(Shape.of(2, 3));
      assertThat(executable.output("flat").read().floats()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(executable.output("square").read().floats()).containsExactly(1, 4, 9, 16, 25, 36);
      assertThat(executable.output("again").read().floats()).containsExactly(1, 4, 9, 16, 25, 36);
      assertThat(executable.output("numbers").read().ints()).containsExactly(-7, 1 << 30);
      assertThat(session.paths()).as("also state that nothing reads").containsExactly("unused");
      assertThat(session.read("unused").floats()).containsOnly(0);
    }
  }

  @Test
  void aReadIsACopy() {
    try (Session session = open()) {
      Executable executable = session.compile(COUNT);
      executable.input("x").write(new float[] {1, 2, 3});
      executable.run();
      Tensor after = executable.output("after").read();
      Tensor total = session.read("total");
      executable.run();
      assertThat(after.floats()).containsExactly(1, 2, 3);
      assertThat(total.floats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void weightsKeepTheirLogicalOrderWhateverTheirLayout() {
    for (OpCase convolution : ConvolutionCases.all()) {
      try (Session session = open()) {
        Experiment experiment = convolution.gradient();
        session.compile(experiment.graph());
        Tensor w = ramp(convolution.operands().get(1).type().shape());
        session.write("x1", w);
        assertThat(session.read("x1").sameBits(w)).as("%s", convolution).isTrue();
      }
    }
  }

  private static Tensor ramp(Shape shape) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return Tensor.of(shape, values);
  }

  /** Two full batches and a partial last one, twice, as an epoch runs them; then an evaluation. */
  @Test
  void executablesOfDifferentBatchSizesShareTheState() {
    for (long seed = 0; seed < 8; seed++) {
      Map<String, Tensor> expected = epochs(new ReferenceBackend(), Precision.F64, seed);
      Map<String, Tensor> rounded = epochs(new ReferenceBackend(), precision(), seed);
      Map<String, Tensor> actual = epochs(backend(), precision(), seed);
      assertThat(actual.keySet()).isEqualTo(expected.keySet());
      for (String name : expected.keySet()) {
        double change = Bounds.greatest(Bounds.difference(rounded.get(name), expected.get(name)));
        double error = Bounds.greatest(Bounds.difference(actual.get(name), expected.get(name)));
        double magnitude = Bounds.greatest(expected.get(name).toDoubles());
        assertThat(error)
            .as("seed %d, %s after six steps", seed, name)
            .isLessThanOrEqualTo(200 * change + 1e-5 * magnitude);
      }
    }
  }

  private static Map<String, Tensor> epochs(Backend backend, Precision precision, long seed) {
    Experiment full = RandomGraphs.training(seed, 4);
    Experiment partial = RandomGraphs.training(seed, 3);
    Experiment evaluation = RandomGraphs.inference(seed, 2);
    try (Session session = backend.open(new Backend.Options(1, precision))) {
      Executable step = session.compile(full.graph());
      Executable lastStep = session.compile(partial.graph());
      Executable evaluate = session.compile(evaluation.graph());
      full.write(session, step);
      partial.writeInputs(lastStep);
      evaluation.writeInputs(evaluate);
      for (int epoch = 0; epoch < 2; epoch++) {
        step.run();
        step.run();
        lastStep.run();
      }
      evaluate.run();
      Map<String, Tensor> results = evaluation.read(session, evaluate);
      results.putAll(partial.read(session, lastStep));
      return results;
    }
  }

  @Test
  void twoSessionsComputeTheSameBits() {
    for (long seed = 0; seed < 4; seed++) {
      Map<String, Tensor> once = RandomGraphs.training(seed, 4).results(backend(), precision());
      Map<String, Tensor> twice = RandomGraphs.training(seed, 4).results(backend(), precision());
      once.forEach(
          (name, tensor) -> assertThat(tensor.sameBits(twice.get(name))).as(name).isTrue());
    }
  }

  @Test
  void profilingARunChangesNothing() {
    Experiment experiment = RandomGraphs.training(5, 2);
    Map<String, Tensor> plain = experiment.results(backend(), precision());
    try (Session session = backend().open(new Backend.Options(1, precision()))) {
      Executable executable = session.compile(experiment.graph());
      experiment.write(session, executable);
      long[] nanos = executable.runProfiled();
      assertThat(nanos).hasSameSizeAs(executable.kernels());
      assertThat(Arrays.stream(nanos).sum()).isPositive();
      assertThat(executable.kernels())
          .isNotEmpty()
          .allSatisfy(k -> assertThat(k.op()).isNotEmpty());
      Map<String, Tensor> profiled = experiment.read(session, executable);
      plain.forEach((name, t) -> assertThat(t.sameBits(profiled.get(name))).as(name).isTrue());
    }
  }

  @Test
  void compiledRunAndClosedManyTimes() {
    Experiment experiment = RandomGraphs.training(3, 2);
    try (Session session = open()) {
      session.compile(experiment.graph()).close();
      long bytes = session.stateBytes();
      assertThat(bytes).isPositive();
      Executable.Footprint footprint = null;
      for (int cycle = 0; cycle < 20; cycle++) {
        try (Executable executable = session.compile(experiment.graph())) {
          experiment.write(session, executable);
          executable.run();
          assertThat(footprint == null || footprint.equals(executable.footprint())).isTrue();
          footprint = executable.footprint();
        }
      }
      assertThat(session.stateBytes()).isEqualTo(bytes);
    }
    for (int cycle = 0; cycle < 10; cycle++) {
      try (Session session = open()) {
        Executable executable = session.compile(experiment.graph());
        experiment.write(session, executable);
        executable.run();
      }
    }
  }

  @Test
  void whatIsClosedRefusesToRun() {
    Session session = open();
    Executable first = session.compile(COUNT);
    Executable second = session.compile(COUNT);
    first.close();
    first.close();
    assertThatThrownBy(first::run).isInstanceOf(IllegalStateException.class);
    second.input("x").write(new float[3]);
    second.run();
    session.close();
    session.close();
    assertThatThrownBy(second::run).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.compile(COUNT)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.read("total")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() {
    try (Session session = open()) {
      Executable executable = session.compile(COUNT);
      refused(() -> executable.input("y"), "input", "'y'", "[x]");
      refused(() -> executable.output("logits"), "output", "'logits'", "[before, after]");
      refused(() -> session.read("totals"), "'totals'", "[total]");
      refused(() -> session.write("x", Tensor.of(Shape.of(3), 1f, 2f, 3f)), "'x'", "[total]");
    }
  }

  @Test
  void wrongTypesAreRefusedBeforeAnythingIsTouched() {
    try (Session session = open()) {
      Executable executable = session.compile(LOSS);
      refused(() -> executable.input("x").write(new float[39]), "x", "f32[4,10]", "39");
      refused(() -> executable.input("x").write(new int[40]), "x", "f32[4,10]", "i32");
      refused(() -> executable.input("targets").write(new float[4]), "targets", "i32[4]", "f32");
      refused(() -> executable.output("loss").read(new float[2]), "loss", "f32[1]", "2");
      Tensor turned = Tensor.of(Shape.of(10, 4), new float[40]);
      refused(() -> executable.input("x").write(turned), "x", "f32[4,10]", "f32[10,4]");
      Tensor doubles = Tensor.of(Shape.of(4, 10), new double[40]);
      refused(() -> executable.input("x").write(doubles), "x", "f32[4,10]", "f64[4,10]");
      session.compile(COUNT);
      Tensor longer = Tensor.of(Shape.of(4), new float[4]);
      refused(() -> session.write("total", longer), "total", "f32[3]", "f32[4]");
    }
  }

  @Test
  void aGraphWhoseStateHasAnotherTypeIsRefused() {
    Graph other = GraphText.parse(COUNT.toString().replace("f32[3]", "f32[4]"));
    try (Session session = open()) {
      session.compile(COUNT);
      session.write("total", Tensor.of(Shape.of(3), 1f, 2f, 3f));
      refused(() -> session.compile(other), "total", "f32[3]", "f32[4]");
      assertThat(session.read("total").floats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void classNumbersOutsideTheClassesAreRefused() {
    try (Session session = open()) {
      Executable executable = session.compile(LOSS);
      for (int wrong : new int[] {-1, 10, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        refused(
            () -> {
              executable.input("targets").write(new int[] {0, 9, wrong, 1});
              executable.run();
            },
            String.valueOf(wrong));
      }
      executable.input("targets").write(new int[] {0, 9, 5, 1});
      executable.run();
      assertThat((double) executable.output("loss").read().floats()[0])
          .isCloseTo(Math.log(10), within(1e-6));
    }
  }

  @Test
  void greatLogitsDoNotOverflowAndNotANumberReachesTheLoss() {
    try (Session session = open()) {
      Executable executable = session.compile(LOSS);
      float[] logits = new float[40];
      logits[3] = 1e30f;
      logits[13] = -1e30f;
      executable.input("x").write(logits);
      executable.input("targets").write(new int[] {3, 0, 0, 0});
      executable.run();
      assertThat(executable.output("loss").read().floats()[0])
          .isCloseTo((float) (2 * Math.log(10) + Math.log(9)) / 4, within(1e-5f));
      logits[39] = Float.NaN;
      executable.input("x").write(logits);
      executable.run();
      assertThat(executable.output("loss").read().floats()[0]).isNaN();
    }
  }

  private static void refused(Runnable mistake, String... parts) {
    assertThatThrownBy(mistake::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }
}
