// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.Gradients;
import dev.fovea.autodiff.TrainingStep;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.GraphText;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Binary;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.op.SumTo;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  private static Graph trace(Block block, Mode mode, int... dims) {
    return Trace.of("net", block, TensorType.f32(dims), mode);
  }

  @Test
  void namesItsTensorsInPyTorchsOrder() {
    for (Mode mode : Mode.values()) {
      Graph graph = trace(Sequential.of().then("bn1", batchNorm()), mode, 2, 6, 3, 3);
      assertThat(graph.leaves(Op.Stateful.class).stream().map(n -> ((Op.Leaf) n.op()).path()))
          .containsExactly("bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var");
      assertThat(graph.leaves(Parameter.class).stream().map(n -> ((Parameter) n.op()).role()))
          .containsExactly(Parameter.Role.SCALE, Parameter.Role.SHIFT);
    }
  }

  @Test
  void trainingMovesTheBuffersAndInferenceReadsThem() {
    Graph train = trace(batchNorm(), Mode.TRAIN, 4, 6);
    assertThat(train.updates()).hasSize(2);
    assertThat(train.op(train.output("logits"))).isEqualTo(new BatchNorm(1e-5));
    Graph infer = trace(batchNorm(), Mode.INFER, 1, 6);
    assertThat(infer.updates()).isEmpty();
    assertThat(GraphText.parse(GraphText.print(train))).isEqualTo(train);
    assertThat(GraphText.parse(GraphText.print(infer))).isEqualTo(infer);
  }

  @Test
  void varianceMovesByTheUnbiasedStatistic() {
    String text = trace(batchNorm().momentum(0.1), Mode.TRAIN, 4, 6).toString();
    assertThat(text).contains("value=0.9)").contains("value=" + 0.1 * 4 / 3 + ")");
  }

  @Test
  void aBatchOfOneValueIsRefusedByATrainingStepOnly() {
    Block block = Sequential.of().then("bn", batchNorm());
    assertThat(trace(block, Mode.INFER, 1, 6, 1, 1)).isNotNull();
    Graph train = trace(block, Mode.TRAIN, 1, 6, 1, 1);
    assertThat(train.updates()).hasSize(2);
    assertThatThrownBy(() -> TrainingStep.of(train, null, null, parameter -> "all"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "bn: BatchNorm: training needs more than 1 value a channel, input is f32[1,6,1,1];"
                + " use a larger batch");
  }

  @Test
  void attributesAndRanksAreChecked() {
    assertThatThrownBy(() -> batchNorm().eps(-1)).hasMessageContaining("eps must lie in [0, 1)");
    assertThatThrownBy(() -> batchNorm().momentum(1.5)).hasMessageContaining("was 1.5");
    assertThatThrownBy(() -> trace(batchNorm(), Mode.TRAIN, 2, 3, 4))
        .hasMessageContaining("input f32[2,3,4] is neither [N,C] nor [N,C,H,W]");
    TensorType x = TensorType.f32(2, 6, 3, 3);
    TensorType five = TensorType.f32(5);
    assertThatThrownBy(() -> new BatchNorm(1e-5).infer(List.of(x, five, five)))
        .hasMessage("BatchNorm: input f32[2,6,3,3] has 6 channels, a vector of it is f32[5]");
    assertThatThrownBy(() -> new BatchNorm(1e-5).infer(List.of(x, TensorType.f32(6))))
        .hasMessage("BatchNorm: expects 1 or 3 operands, got 2");
  }

  @Test
  void statisticsAsALossAreRefused() {
    GraphBuilder g = new GraphBuilder("net");
    Result x = (Result) g.at("bn").emit(new Input("x", TensorType.f32(4, 6)));
    Result mean = (Result) g.apply(new BatchNorm(0), List.of(x)).get(1);
    Result loss = (Result) g.emit(new SumTo(TensorType.f32(1)), mean);
    assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
        .hasMessage("bn: batch_norm has no gradient through its result 1");
  }

  @Test
  void aPathAskedForWithTwoShapesIsAMistakeOfTheModel() {
    Block clash = (s, x) -> conv(4, 1).apply(s.in("c"), conv(3, 1).apply(s.in("c"), x));
    assertThatThrownBy(() -> trace(clash, Mode.INFER, 1, 2, 5, 5))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "c.weight: asked for as f32[4,3,1,1] here and as f32[3,2,1,1] before;"
                + " give one of the two layers a name of its own");
  }

  @Test
  void aPathAskedForAsTwoKindsIsAMistakeOfTheModel() {
    Block clash =
        (s, x) -> {
          s.buffer("weight", dev.fovea.tensor.Shape.of(2), dev.fovea.tensor.Init.constant(0));
          return batchNorm().apply(s, x);
        };
    assertThatThrownBy(() -> trace(clash, Mode.TRAIN, 4, 2))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("weight: asked for as Parameter[")
        .hasMessageContaining("as Buffer[");
  }

  @Test
  void twoNormalisationsInOneScopeAreRefused() {
    Block twice = Sequential.of().then(batchNorm()).then(batchNorm());
    assertThatThrownBy(() -> trace(twice, Mode.TRAIN, 4, 6))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("running_mean: updated twice");
  }

  @Test
  void gradientsReachInputScaleAndShift() {
    for (Mode mode : Mode.values()) {
      Graph graph = trace(batchNorm(), mode, 4, 6, 2, 2);
      GraphBuilder g = new GraphBuilder("step");
      var copies = g.include(graph);
      Result y = copies.get(graph.output("logits").node()).get(0);
      Result squared = (Result) g.emit(new Binary(Binary.Fn.MUL), y, y);
      Result loss = (Result) g.emit(new SumTo(TensorType.f32(1)), squared);
      List<Result> wrt =
          graph.nodes().stream()
              .filter(n -> n.op() instanceof Input || n.op() instanceof Parameter)
              .map(n -> copies.get(n.id()).get(0))
              .toList();
      Gradients.of(g, loss, wrt)
          .forEach((value, gradient) -> assertThat(gradient.type()).isEqualTo(value.type()));
    }
  }
}
