// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every broken invariant is found when the graph is made. */
class VerifierTest {
  private static final TensorType TYPE = TensorType.f32(2);
  private static final Op RELU = new Unary(Unary.Fn.RELU);
  private static final Node X = leaf(0, new Input("x", TYPE));
  private static final Node P =
      leaf(1, new Parameter("p", TYPE, Parameter.Role.BIAS, Init.constant(0)));
  private static final Node Y = new Node(2, RELU, List.of(X.result()), List.of(TYPE), "act");

  private static Node leaf(int id, Op op) {
    return new Node(id, op, List.of(), List.of(((Op.Leaf) op).type()), "");
  }

  private static void broken(
      String message, List<Node> nodes, Map<String, Result> outputs, Graph.Update... updates) {
    assertThatThrownBy(() -> new Graph("g", nodes, outputs, List.of(updates)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSoundGraphPasses() {
    assertThatCode(
            () ->
                new Graph(
                    "g",
                    List.of(X, P, Y),
                    Map.of("y", Y.result()),
                    List.of(new Graph.Update(P.result(), Y.result()))))
        .doesNotThrowAnyException();
  }

  @Test
  void idsArePositions() {
    broken("node 2 stands at position 1", List.of(X, Y), Map.of());
  }

  @Test
  void operandsComeFirst() {
    Node self = new Node(1, RELU, List.of(new Result(1, 0, TYPE)), List.of(TYPE), "");
    broken("before it is computed", List.of(X, self), Map.of());
  }

  @Test
  void operandsExistWithTheirTypes() {
    Node second = new Node(1, RELU, List.of(new Result(0, 1, TYPE)), List.of(TYPE), "");
    broken("there is no value %0.1", List.of(X, second), Map.of());
    TensorType other = TensorType.f32(3);
    Node wrong = new Node(1, RELU, List.of(new Result(0, 0, other)), List.of(other), "");
    broken("there is no value %0 of type f32[3]", List.of(X, wrong), Map.of());
  }

  @Test
  void typesAreThoseThatAreInferred() {
    Node wrong = new Node(1, RELU, List.of(X.result()), List.of(TensorType.f32(3)), "");
    broken("differ", List.of(X, wrong), Map.of());
  }

  @Test
  void pathsOfLeavesAreUnique() {
    Node twin = leaf(1, new Parameter("x", TYPE, Parameter.Role.BIAS, Init.constant(0)));
    broken("two leaves are called 'x'", List.of(X, twin), Map.of());
  }

  @Test
  void outputsExist() {
    broken("there is no value %7", List.of(X), Map.of("y", new Result(7, 0, TYPE)));
    broken("there is no value %-1", List.of(X), Map.of("y", new Result(-1, 0, TYPE)));
  }

  @Test
  void updatesGoToStateOnceAndKeepItsType() {
    List<Node> nodes = List.of(X, P, Y);
    Graph.Update update = new Graph.Update(P.result(), Y.result());
    broken("which is not state", nodes, Map.of(), new Graph.Update(X.result(), Y.result()));
    broken("two updates", nodes, Map.of(), update, update);
    Node wide = leaf(3, new Input("wide", TensorType.f32(9)));
    broken(
        "with a value of type f32[9]",
        List.of(X, P, Y, wide),
        Map.of(),
        new Graph.Update(P.result(), wide.result()));
  }
}
