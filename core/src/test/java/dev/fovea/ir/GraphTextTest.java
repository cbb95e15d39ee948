// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTextTest {
  private static final String TEXT =
      """
      graph small
      %0 = input(path="x", type=f32[2,3,8,8]) : f32[2,3,8,8]
      %1 = parameter(path="conv.weight", type=f32[4,3,3,3], role=WEIGHT, init=xavier_uniform 1.0) : f32[4,3,3,3] @ conv
      %2 = conv2d(window=3x3 stride 2x2 pad 1:0x0:1, groups=1) %0 %1 : f32[2,4,4,4] @ conv
      %3 = pool(kind=MAX, window=2x2 stride 2x2, ceil=false) %2 : f32[2,4,2,2] i32[2,4,2,2] @ pool
      %4 = pool.backward(forward=pool(kind=MAX, window=2x2 stride 2x2, ceil=false), input=f32[2,4,4,4]) %3 %3.1 : f32[2,4,4,4] @ pool
      %5 = fill(type=f32[1], value=-0.5) : f32[1]
      %6 = fused(head=binary(fn=ADD), operands=2, tail={unary(fn=RELU); binary(fn=MUL)}) %4 %2 %5 : f32[2,4,4,4]
      output y %3
      output positions %3.1
      update %1 %1
      """;

  @Test
  void parsesWhatItPrints() {
    Graph graph = GraphText.parse(TEXT);

    assertThat(GraphText.print(graph)).isEqualTo(TEXT);
    assertThat(GraphText.parse(graph.toString())).isEqualTo(graph);
    assertThat(graph.nodes()).hasSize(7);
    assertThat(graph.output("positions").index()).isEqualTo(1);
  }

  @Test
  void blankLinesAndIndentationDoNotMatter() {
    assertThat(GraphText.parse("\n  " + TEXT.replace("\n", "\n\n   ")))
        .isEqualTo(GraphText.parse(TEXT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph small | grph small | line 1",
        "%0 = input | %1 = input | line 2: node %1, expected %0",
        "conv2d(window | conv3d(window | line 4: there is no op 'conv3d'",
        "groups=1) %0 %1 | groups=2) %0 %1 | line 4: conv: Conv2d: input has 3 channels but weights expect 6",
        "groups=1) %0 %1 | groups=1) %0 %9 | line 4: there is no value %9 yet",
        "groups=1) %0 %1 | groups=one) %0 %1 | line 4",
        "groups=1) %0 %1 | groups=1, x=2) %0 %1 | line 4: op conv2d has 3 attributes, expected 2",
        "groups=1) %0 %1 | group=1) %0 %1 | line 4: 'group=1': expected groups=...",
        "f32[2,4,4,4] @ conv | f32[2,4,4,5] @ conv | line 4: types are f32[2,4,4,4], not f32[2,4,4,5]",
        "window=3x3 stride | window=3y3 stride | line 4: '3y3 stride 2x2 pad 1:0x0:1' is not a window",
        "kind=MAX | kind=MOST | line 5: 'MOST' is not a Kind",
        "ceil=false) %2 | ceil=maybe) %2 | line 5",
        "output y %3 | output y %3.2 | there is no value %3.2 yet",
        "output positions %3.1 | output y %3.1 | two outputs 'y'",
        "update %1 %1 | update %1 | expected 'update LEAF VALUE'",
        "update %1 %1 | update %0 %0 | which is not state"
      })
  void mistakesNameTheLine(String part, String wrong, String message) {
    String text = TEXT.replaceFirst(java.util.regex.Pattern.quote(part), wrong);

    assertThat(text).isNotEqualTo(TEXT);
    assertThatThrownBy(() -> GraphText.parse(text)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"''", "'graph'", "'%0 = input'", "'graph x\n%0 = '", "'graph x\n%0 = a('"})
  void fragmentsAreRefused(String text) {
    assertThatThrownBy(() -> GraphText.parse(text)).isInstanceOf(FoveaException.class);
  }
}
