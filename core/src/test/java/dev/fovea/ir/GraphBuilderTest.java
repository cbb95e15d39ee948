// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fill;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Parameter;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private static final Op RELU = new Unary(Unary.Fn.RELU);

  private final GraphBuilder builder = new GraphBuilder("test");

  private Value input(String path, int... dims) {
    return builder.emit(new Input(path, TensorType.f32(dims)));
  }

  @Test
  void equalApplicationsAreOneNode() {
    Value x = input("x", 2, 3);
    Value once = builder.at("a").emit(RELU, x);
    Value again = builder.at("b").emit(RELU, x);

    assertThat(again).isEqualTo(once);
    assertThat(builder.nodes()).hasSize(2);
    assertThat(builder.nodeOf(again).path()).isEqualTo("a");
    assertThat(input("x", 2, 3)).isEqualTo(x);
  }

  @Test
  void aMistakeNamesTheLayer() {
    Value x = input("x", 1, 128, 8, 8);
    Parameter weight =
        new Parameter("w", TensorType.f32(64, 64, 3, 3), Parameter.Role.WEIGHT, Init.heNormal());
    Value w = builder.emit(weight);

    assertThatThrownBy(() -> builder.at("layer2.0.conv1").emit(Conv2d.of(Window.of(3)), x, w))
        .isInstanceOf(FoveaException.class)
        .hasMessage("layer2.0.conv1: Conv2d: input has 128 channels but weights expect 64");
    assertThat(builder.nodes()).as("nothing was added").hasSize(2);
  }

  @Test
  void sizesThatCannotBeCountedAreToldInOneShortLine() {
    Value[] parts = new Value[100];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = input("x" + i, 1 << 30);
    }
    assertThatThrownBy(() -> builder.at("update").emit(new Pack("all"), parts))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "update: sizes too large to be counted, of"
                + " [f32[1073741824], f32[1073741824], f32[1073741824]] and 97 more");
  }

  @Test
  void valuesOfAnotherGraphAreRefused() {
    Value foreign = new GraphBuilder("other").emit(new Input("y", TensorType.f32(1)));

    assertThatThrownBy(() -> builder.emit(RELU, foreign))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void outputsHaveOneNameEach() {
    Value x = input("x", 1);
    builder.output("y", x);

    assertThatThrownBy(() -> builder.output("y", x))
        .isInstanceOf(FoveaException.class)
        .hasMessage("graph test has two outputs 'y'");
  }

  @Test
  void includeCopiesNodesAndTheirPaths() {
    Value x = input("x", 2);
    Value y = builder.at("act").emit(RELU, x);
    builder.output("y", y);
    Graph graph = builder.build();
    GraphBuilder other = new GraphBuilder("longer");
    other.emit(new Fill(TensorType.f32(1), 3));
    List<List<Result>> copies = other.include(graph);
    other.output("z", copies.get(1).get(0));

    assertThat(other.build().outputs().get("z").node()).isEqualTo(2);
    assertThat(other.nodes().get(2).path()).isEqualTo("act");
    assertThat(other.build().outputs()).containsOnlyKeys("z");
  }

  @Test
  void aGraphKnowsItsLeavesUsesAndRoots() {
    Value x = input("x", 2);
    Value p =
        builder.emit(new Parameter("p", TensorType.f32(2), Parameter.Role.BIAS, Init.constant(0)));
    Value sum = builder.emit(new Binary(Binary.Fn.ADD), x, x);
    Value next = builder.emit(new Binary(Binary.Fn.ADD), p, sum);
    Graph graph = builder.output("sum", sum).update(p, next).build();

    assertThat(graph.leaves(Parameter.class)).hasSize(1);
    assertThat(graph.leaves(Op.Leaf.class)).hasSize(2);
    assertThat(graph.uses().get(0)).as("once per operand").hasSize(2);
    assertThat(graph.roots()).containsExactly((Result) sum, (Result) next);
    assertThatThrownBy(() -> graph.output("logits"))
        .hasMessage("graph test has no output 'logits', only [sum]");
  }
}
