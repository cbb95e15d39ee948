// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.compile.Rewrite;
import dev.fovea.compile.RewritePass;
import dev.fovea.ir.Graph;
import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fill;
import dev.fovea.op.Op;
import dev.fovea.op.Pool;
import dev.fovea.op.Unary;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit finds mistakes: a backend that makes one does not pass. */
class KitTest {
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "average divides by what is valid",
            op -> op.equals(average(op)) ? valid((Pool) op) : op),
        mistake(
            "gradient of average divides by what is valid",
            op ->
                op instanceof Pool.Backward b && b.forward().equals(average(b.forward()))
                    ? new Pool.Backward(valid(b.forward()), b.input())
                    : op),
        mistake("difference is a sum", op -> op.equals(sub()) ? new Binary(Binary.Fn.ADD) : op),
        mistake(
            "derivative of ReLU is that of tanh",
            op ->
                op.equals(new Unary.Backward(Unary.Fn.RELU))
                    ? new Unary.Backward(Unary.Fn.TANH)
                    : op),
        mistake(
            "a constant is off by a part in a million",
            op ->
                op instanceof Fill f && f.value() == 0.1 ? new Fill(f.type(), 0.1 * 1.000002) : op),
        Arguments.of(
            "bias is forgotten",
            (Rewrite)
                (node, site) ->
                    node.op() instanceof Conv2d && node.inputs().size() == 3
                        ? Optional.of(site.apply(node.op(), site.at(node.inputs().subList(0, 2))))
                        : Optional.empty()));
  }

  static Stream<Arguments> mistakesInNetworks() {
    return mistakes().filter(m -> !m.get()[0].toString().contains("constant"));
  }

  private static Op average(Op op) {
    return op instanceof Pool p ? new Pool(Pool.Kind.AVERAGE, p.window(), p.ceil()) : null;
  }

  private static Pool valid(Pool p) {
    return new Pool(Pool.Kind.AVERAGE_VALID, p.window(), p.ceil());
  }

  private static Op sub() {
    return new Binary(Binary.Fn.SUB);
  }

  private static Arguments mistake(String name, UnaryOperator<Op> wrong) {
    Rewrite rewrite =
        (node, site) -> {
          Op op = wrong.apply(node.op());
          return op.equals(node.op())
              ? Optional.empty()
              : Optional.of(site.apply(op, site.at(node.inputs())));
        };
    return Arguments.of(name, rewrite);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aCaseFails(String name, Rewrite mistake) {
    Kit kit = new Kit(new Mistaken(mistake));
    boolean found =
        kit.cases().anyMatch(c -> fails(() -> kit.opAgreesWithTheReference(c)))
            || kit.differentiableCases()
                .anyMatch(c -> fails(() -> kit.gradientAgreesWithTheReference(c)));

    assertThat(found).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakesInNetworks")
  void aRandomTrainingStepFails(String name, Rewrite mistake) {
    Kit kit = new Kit(new Mistaken(mistake));
    boolean found =
        LongStream.range(0, 40)
            .anyMatch(s -> fails(() -> kit.randomTrainingStepAgreesWithTheReference(s)));

    assertThat(found).isTrue();
  }

  private static boolean fails(Runnable check) {
    try {
      check.run();
      return false;
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("graph ");
      return true;
    }
  }

  private static final class Kit extends BackendConformance {
    private final Backend backend;

    Kit(Backend backend) {
      this.backend = backend;
    }

    @Override
    protected Backend backend() {
      return backend;
    }
  }

  /** The reference, but for one mistake made when compiling. */
  private record Mistaken(Rewrite mistake) implements Backend {
    @Override
    public String name() {
      return "mistaken";
    }

    @Override
    public Session open(Options options) {
      Session right = new ReferenceBackend().open(options);
      return new Session() {
        @Override
        public Executable compile(Graph graph) {
          // State comes from the graph as it is, so that forgetting a use is not forgetting the
          // leaf.
          right.compile(graph).close();
          return right.compile(RewritePass.of(mistake).apply(graph));
        }

        @Override
        public Executable.Footprint plan(Graph graph) {
          return right.plan(graph);
        }

        @Override
        public Set<String> paths() {
          return right.paths();
        }

        @Override
        public Tensor read(String path) {
          return right.read(path);
        }

        @Override
        public void write(String path, Tensor value) {
          right.write(path, value);
        }

        @Override
        public long stateBytes() {
          return right.stateBytes();
        }

        @Override
        public void close() {
          right.close();
        }
      };
    }
  }
}
