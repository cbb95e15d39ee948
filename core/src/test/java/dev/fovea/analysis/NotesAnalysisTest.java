// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the study notes work out about receptive fields and parameters. */
class NotesAnalysisTest {
  /** W13: of two 2x2 windows on 3x3, the first sees 2, the second all 3; W14: 3x3 twice is 5x5. */
  @Test
  void stackedWindowsSeeMore() {
    Summary two = summary(Sequential.of(conv(1, 2), conv(1, 2)), 1, 3, 3);
    assertThat(fields(two)).containsExactly("2x2", "3x3");
    ReceptiveField last = two.rows().get(1).field().orElseThrow();
    assertThat(last.region(0, 0, TensorType.f32(1, 1, 3, 3)))
        .isEqualTo(new ReceptiveField.Region(0, 0, 2, 2));

    Summary three = summary(Sequential.of(conv(1, 3), conv(1, 3), conv(1, 3)), 1, 9, 9);
    assertThat(fields(three)).containsExactly("3x3", "5x5", "7x7");
    assertThat(summary(conv(1, 5), 1, 9, 9).rows().get(0).field()).hasToString("Optional[5x5]");
    Block stack = Sequential.of(conv(1, 3).noBias(), conv(1, 3).noBias());
    assertThat(summary(stack, 1, 9, 9).parameters()).isEqualTo(18);
    assertThat(summary(conv(1, 5).noBias(), 1, 9, 9).parameters()).isEqualTo(25);
  }

  /** W16: what a convolution shares, a fully connected layer pays for at every position. */
  @Test
  void aFullyConnectedLayerPaysForEveryPosition() {
    Summary shared = summary(conv(6, 5), 3, 32, 32);
    assertThat(shared.rows().get(0).output()).isEqualTo(Shape.of(1, 6, 28, 28));
    assertThat(shared.parameters()).isEqualTo(450 + 6);
    assertThat(summary(linear(6 * 28 * 28).noBias(), 3, 32, 32).parameters()).isEqualTo(14_450_688);
    assertThat(summary(conv(6, 5), 3, 64, 48).parameters()).isEqualTo(456);
  }

  /** W23, E6: a 2x2 pool halves each side, quarters the elements and keeps the channels. */
  @Test
  void poolsHalveSidesAndKeepChannels() {
    for (Block pool : List.of(maxPool(2, 2), averagePool(2, 2))) {
      assertThat(summary(pool, 192, 28, 28).rows().get(0).output())
          .isEqualTo(Shape.of(1, 192, 14, 14));
      assertThat(summary(pool, 192, 28, 28).parameters()).isZero();
    }
  }

  /** W59, E7: 64x64x128 becomes 64x64x192 by 192 filters of 1x1x128. */
  @Test
  void pointwiseFiltersAreAsDeepAsTheirInput() {
    Summary pointwise = summary(conv(192, 1).noBias(), 128, 64, 64);
    assertThat(pointwise.rows().get(0).output()).isEqualTo(Shape.of(1, 192, 64, 64));
    assertThat(pointwise.parameters()).isEqualTo(192 * 128);
  }

  /** E2, E8: 192 to 16 channels; one 1x1x32 filter takes 32 numbers at each of 36 positions. */
  @Test
  void bottlenecksNarrow() {
    Summary narrow = summary(conv(16, 1), 192, 28, 28);
    assertThat(narrow.rows().get(0).output()).isEqualTo(Shape.of(1, 16, 28, 28));
    assertThat(narrow.macs()).isEqualTo(2_408_448);
    assertThat(summary(conv(1, 1), 32, 6, 6).macs()).isEqualTo(36 * 32);
  }

  private static List<String> fields(Summary summary) {
    return summary.rows().stream().map(row -> row.field().orElseThrow().toString()).toList();
  }

  private static Summary summary(Block block, int... image) {
    TensorType input = TensorType.f32(1, image[0], image[1], image[2]);
    return Summary.of(Trace.of("notes", block, input, Mode.INFER));
  }
}
