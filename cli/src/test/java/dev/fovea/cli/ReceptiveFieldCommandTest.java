// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReceptiveFieldCommandTest {
  /** T11: the field grows by (window - 1) jumps, and the jump by the stride. */
  @ParameterizedTest
  @CsvSource({
    "lenet5, conv1, 0, 0,  5, 1,  0, 0, 4, 4",
    "lenet5, pool1, 3, 4,  6, 2,  6, 8, 11, 13",
    "lenet5, conv2, 2, 3, 14, 2,  4, 6, 17, 19",
    "lenet5, conv2, 9, 9, 14, 2, 18, 18, 31, 31",
    "lenet5, pool2, 4, 4, 16, 4, 16, 16, 31, 31",
    "lenet5, fc1,   0, 0, 32, 0,  0, 0, 31, 31",
    "lenet,  conv1, 0, 0,  5, 1,  0, 0, 2, 2",
  })
  void followsTheNotesRecursion(
      String model,
      String layer,
      String row,
      String column,
      long size,
      long jump,
      int top,
      int left,
      int bottom,
      int right) {
    JsonNode field = Run.fovea("receptive-field", model, layer, row, column, "--json").json();
    assertThat(field.get("size").toString()).isEqualTo("[%d,%d]".formatted(size, size));
    assertThat(field.get("jump").toString()).isEqualTo("[%d,%d]".formatted(jump, jump));
    assertThat(field.get("top").asInt()).isEqualTo(top);
    assertThat(field.get("left").asInt()).isEqualTo(left);
    assertThat(field.get("bottom").asInt()).isEqualTo(bottom);
    assertThat(field.get("right").asInt()).isEqualTo(right);
    assertThat(field.get("clipped").asBoolean()).isEqualTo(model.equals("lenet"));
  }

  /**
   * 150 pixels of a unit of the last maps, and nine more steps of 32 from the first to the last.
   */
  @Test
  void whatReadsAnUnevenAdaptivePoolSeesItAll() {
    String[] line = "receptive-field vgg11 classifier.0 0 0 --input 3x320x320".split(" ");
    assertThat(Run.fovea(line).out())
        .contains("sees rows 0 to 319 and columns 0 to 319 ", "field 438x438,");
    line[2] = "avgpool";
    assertThat(Run.fovea(line).out()).contains("sees rows 0 to 122 and", "field 182x182,");
  }

  @Test
  void saysItInWords() {
    assertThat(Run.fovea("receptive-field", "lenet5", "conv2", "2", "3").out())
        .isEqualTo(
            """
            unit (2, 3) of conv2 (conv2d, 16x10x10) sees rows 4 to 17 and columns 6 to 19 of the 1x32x32 image
            field 14x14, jump 2x2
            """);
    assertThat(Run.fovea("receptive-field", "lenet", "conv1", "0", "0").out())
        .contains("field 5x5, partly in the padding, jump 1x1");
    assertThat(
            Run.fovea("receptive-field", "lenet5", "conv1", "0", "0", "--input", "3x40x40").out())
        .contains("of the 3x40x40 image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lenet5 cnv2 0 0   | unknown layer 'cnv2'; did you mean conv2, conv1?
          lenet5 zzzzzz 0 0 | unknown layer 'zzzzzz'; the first of 11 are conv1, tanh1, pool1, conv2, tanh2, pool2, fc1, tanh3, fc2, tanh4; see fovea summary MODEL
          lenet5 conv2 10 0 | conv2: there is no unit at row 10, column 0; the layer has 10 rows and 10 columns
          lenet5 conv2 0 -1 | conv2: there is no unit at row 0, column -1
          lenet5 fc1 0 1    | fc1: there is no unit at row 0, column 1; the layer has 1 rows
          lenet5 conv2 0    | missing required parameter: 'COL'
          lenet5 conv2 0 x  | invalid value for positional parameter at index 3 (COL): 'x' is not an int
          lenett conv2 0 0  | unknown model 'lenett'
          """)
  void mistakesAreAnsweredInOneLine(String arguments, String message) {
    Run run = Run.fovea(("receptive-field " + arguments.strip()).split(" +"));
    assertThat(run.err()).startsWith("fovea: " + message.strip()).containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(2);
  }
}
