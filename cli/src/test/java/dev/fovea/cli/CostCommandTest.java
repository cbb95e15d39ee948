// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The costs worked out in the study notes, by their number there. */
class CostCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          W1, W2, W3, W4 | 28x28x192 --kernel 5 --filters 32 --padding same --bottleneck 16 | 120422400 12443648 2408448 10035200
          W9             | 28x28x192 --kernel 1 --filters 32                    | 4816896
          W22            | 6x6x3 --kernel 3 --filters 1                         | 432
          W48, W49, W50  | 12x12x3 --kernel 5 --filters 256 --separable         | 1228800 53952 4800 49152
          E4             | 12x12x3 --kernel 5 --filters 256 --padding 2 --separable | 2764800 121392 10800 110592
          W52            | 12x12x3 --kernel 5 --filters 1                       | 4800
          W54            | 12x12x3 --kernel 5 --filters 256 --depth-multiplier 2 | 1228800 107904 9600 98304
          W55            | 6x6x1 --kernel 3 --filters 1 --spatial               | 144 120 72 48
          W57, W58       | 10x10x16 --kernel 3 --filters 32 --padding same --separable | 460800 65600 14400 51200
          W60            | 14x14x512 --kernel 3 --filters 512 --padding same --alpha 0.75 --rho 160/224 | 462422016 52283392 903168 51380224 29578752 677376 28901376 26675200 460800 26214400 15091200 345600 14745600
          """)
  void multiplicationsAreThoseOfTheNotes(String notes, String arguments, String expected) {
    List<String> found = new ArrayList<>();
    for (JsonNode way : cost(arguments).get("ways")) {
      found.add(way.get("multiplications").asString());
      if (way.get("steps").size() > 1) {
        way.get("steps").forEach(step -> found.add(step.get("multiplications").asString()));
      }
    }
    assertThat(found).as(notes).containsExactly(expected.strip().split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          W5  | 28x28x192 --kernel 5 --filters 32 --padding same --bottleneck 16 | 153600 153632 15872 15920
          W53 | 12x12x3 --kernel 5 --filters 256 --separable                     | 19200 19456 843 1102
          W9  | 28x28x192 --kernel 1 --filters 32                                | 6144 6176
          W10 | 3x5x2 --kernel 3 --filters 3 --padding 1                         | 54 57
          W15 | 8x8x3 --kernel 1 --filters 2                                     | 6 8
          W16 | 32x32x3 --kernel 5 --filters 6                                   | 450 456
          """)
  void weightsAndBiasesAreThoseOfTheNotes(String notes, String arguments, String expected) {
    List<String> found = new ArrayList<>();
    for (JsonNode way : cost(arguments).get("ways")) {
      found.add(way.get("weights").asString());
      found.add(way.get("parameters").asString());
    }
    assertThat(found).as(notes).containsExactly(expected.strip().split(" "));
  }

  /** W4 (about a tenth), W51 and E21 (22.8 times less, not merely twice), W58. */
  @Test
  void ratiosAreOfTheStandardConvolution() {
    assertThat(ratio("28x28x192 --kernel 5 --filters 32 --padding same --bottleneck 16"))
        .isEqualTo(12_443_648 / 120_422_400.0);
    assertThat(1 / ratio("12x12x3 --kernel 5 --filters 256 --separable"))
        .isBetween(22.77, 22.78)
        .isEqualTo(1 / (1 / 256.0 + 1 / 25.0), org.assertj.core.data.Offset.offset(1e-9));
    assertThat(1 / ratio("64x64x16 --kernel 3 --filters 32 --padding same --separable"))
        .isEqualTo(1 / (1 / 32.0 + 1 / 9.0), org.assertj.core.data.Offset.offset(1e-9));
  }

  /** W46, W47 (8x8, not 12x12), W21. */
  @Test
  void outputsAreHeightWidthChannels() {
    JsonNode separable = cost("12x12x3 --kernel 5 --filters 256 --separable").get("ways").get(1);
    assertThat(separable.get("output").toString()).isEqualTo("[8,8,256]");
    assertThat(separable.get("steps").get(0).get("output").toString()).isEqualTo("[8,8,3]");
    JsonNode figure = cost("28x31x1 --kernel 5 --filters 1 --padding 2 --stride 3").get("ways");
    assertThat(figure.get(0).get("output").toString()).isEqualTo("[10,11,1]");
  }

  @Test
  void theTableShowsWaysAndTheirSteps() {
    Run run = cost28();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("standard .*28x28x32 .*120,422,400 .*1\\.0000.*153,632"))
        .anyMatch(line -> line.matches("bottleneck 16 .*12,443,648 .*0\\.1033.*15,920"))
        .anyMatch(line -> line.matches("  1x1 .*28x28x16 .*2,408,448.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          12x12 --kernel 5 --filters 1                     | --input: '12x12' is not a size, expected HxWxC
          12x12x3 --kernel 0 --filters 1                   | --kernel is 0, expected 1 to 65536
          12x12x3 --kernel 5 --filters -1                  | --filters is -1, expected 1 to 65536
          12x12x3 --kernel 5 --filters 1 --stride 0        | --stride is 0
          12x12x3 --kernel 5 --filters 1 --padding full    | --padding: 'full' is not valid, same or a number
          12x12x3 --kernel 5 --filters 1 --padding -1      | --padding: padding -1 does not lie within 0 to 4096
          12x12x3 --kernel 5 --filters 1 --alpha 0         | --alpha: 0 does not lie above 0
          12x12x3 --kernel 5 --filters 1 --rho 1/0         | --rho: 1/0 does not lie above 0
          12x12x3 --kernel 5 --filters 1 --alpha NaN       | --alpha: NaN does not lie above 0
          12x12x3 --kernel 5 --filters 1 --alpha x         | --alpha: 'x' is not a multiplier
          12x12x3 --kernel 5 --filters 1 --depth-multiplier 65536 | --depth-multiplier 65536 makes more
          65536x65536x65536 --kernel 65536 --filters 65536 --padding same | the layer takes more than 10^18
          12x12x3 --kernel 5                               | missing required option: '--filters=N'
          """)
  void mistakesAreAnsweredInOneLine(String arguments, String message) {
    Run run = Run.fovea(("cost --input " + arguments.strip()).split(" +"));
    assertThat(run.err()).startsWith("fovea: " + message).containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void aWindowLargerThanTheInputIsRefusedByTheLayer() {
    Run run = Run.fovea("cost", "--input", "3x3x1", "--kernel", "5", "--filters", "1");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("fovea: standard.0: Conv2d: ")
        .contains("a window of 5 does not fit an input of 3")
        .containsOnlyOnce("\n");
  }

  private static Run cost28() {
    String layer = "cost --input 28x28x192 --kernel 5 --filters 32 --padding same --bottleneck 16";
    return Run.fovea(layer.split(" "));
  }

  private static double ratio(String arguments) {
    return cost(arguments).get("ways").get(1).get("ratio").asDouble();
  }

  private static JsonNode cost(String arguments) {
    Run run = Run.fovea(("cost --json --input " + arguments.strip()).split(" +"));
    assertThat(run.err()).isEmpty();
    return run.json();
  }
}
