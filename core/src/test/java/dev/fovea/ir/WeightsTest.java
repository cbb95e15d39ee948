// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final Graph GRAPH =
      GraphText.parse(
          """
          graph g
          %0 = parameter(path="w", type=f32[3,2], role=WEIGHT, init=xavier_uniform 1.0) : f32[3,2]
          %1 = buffer(path="mean", type=f32[3], init=constant 1.0) : f32[3]
          %2 = slot(path="all.velocity", type=f32[6], group="all") : f32[6]
          """);

  private final Weights weights = Weights.initial(GRAPH, 7, Parameter::init);

  @Test
  void startWithParametersAndBuffersInOrder() {
    assertThat(weights.tensors()).containsOnlyKeys("w", "mean");
    assertThat(weights.get("mean").floats()).containsExactly(1, 1, 1);
    assertThat(weights.get("w").sameBits(Init.xavierUniform().draw(7, "w", Shape.of(3, 2))))
        .isTrue();
    Weights recipe = Weights.initial(GRAPH, 7, p -> Init.constant(5));
    assertThat(recipe.get("w").floats()).containsOnly(5);
    assertThat(recipe.get("mean").floats()).as("recipes are for parameters").containsOnly(1);
  }

  @Test
  void whatIsMissingOrOfAnotherShapeIsNamed() {
    assertThatCode(() -> weights.checkFits(GRAPH)).doesNotThrowAnyException();
    refused("mean: missing from the weights, which hold 1 tensors", without("mean"));
    refused(
        "w: the weights hold f32[2,3] but the model expects f32[3,2]",
        with("w", Tensor.of(Shape.of(2, 3), new float[6])));
    assertThatThrownBy(() -> weights.get("v"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("there are no weights for 'v'");
  }

  @Test
  void whatIsTooMuchIsNamed() {
    refused(
        "head.bias: the weights hold it but the model has no such parameter",
        with("head.bias", Tensor.of(Shape.of(1), 1f)));
    refused(
        "all.velocity: the weights hold it but the model has no such parameter",
        with("all.velocity", Tensor.of(Shape.of(6), new float[6])));
  }

  private void refused(String message, Map<String, Tensor> tensors) {
    assertThatThrownBy(() -> new Weights(tensors).checkFits(GRAPH))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private Map<String, Tensor> with(String path, Tensor tensor) {
    Map<String, Tensor> copy = new LinkedHashMap<>(weights.tensors());
    copy.put(path, tensor);
    return copy;
  }

  private Map<String, Tensor> without(String path) {
    Map<String, Tensor> copy = new LinkedHashMap<>(weights.tensors());
    copy.remove(path);
    return copy;
  }
}
