// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sum;
import static dev.fovea.nn.Blocks.zeroPad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Binary;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static Summary summary(Block block, int batch, int channels, int size) {
    return Summary.of(graph(block, batch, channels, size));
  }

  private static Graph graph(Block block, int batch, int channels, int size) {
    return Trace.of("net", block, TensorType.f32(batch, channels, size, size), Mode.INFER);
  }

  private static ReceptiveField last(Summary summary) {
    return summary.rows().get(summary.rows().size() - 1).field().orElseThrow();
  }

  @Test
  void twoThreeByThreeConvolutionsSeeWhatOneFiveByFiveSees() {
    Summary two = summary(Sequential.of(conv(4, 3), conv(4, 3)), 1, 1, 9);
    Summary one = summary(conv(4, 5), 1, 1, 9);
    assertThat(last(two)).isEqualTo(last(one));
    assertThat(last(two)).hasToString("5x5");
  }

  @Test
  void stridesAndPaddingMoveTheField() {
    Summary net = summary(Sequential.of(conv(8, 7).stride(2).pad(3), maxPool(3, 2)), 1, 3, 64);
    Extent rows = last(net).rows();
    assertThat(rows).isEqualTo(new Extent(11, 4, -3, 15));
    assertThat(last(net).region(0, 14, TensorType.f32(1, 3, 64, 64)))
        .isEqualTo(new ReceptiveField.Region(0, 53, 7, 63));
  }

  @Test
  void aJoinSeesWhatBothBranchesSee() {
    Summary net =
        summary(
            sum(
                Sequential.of().then("a", conv(4, 3).pad(1)),
                Sequential.of().then("b", conv(4, 7).pad(3))),
            1,
            4,
            16);
    assertThat(last(net).rows()).isEqualTo(new Extent(7, 1, -3, 16));
  }

  @Test
  void fullyConnectedAndGlobalSeeAll() {
    assertThat(last(summary(linear(10), 2, 3, 12))).hasToString("12x12");
    Summary pooled = summary(Sequential.of(conv(4, 3), globalAveragePool()), 2, 3, 12);
    assertThat(last(pooled)).hasToString("12x12");
  }

  @Test
  void aChannelGateMakesEveryUnitSeeAll() {
    Block gate = (s, x) -> s.emit(new Binary(Binary.Fn.MUL), x, globalAveragePool().apply(s, x));
    ReceptiveField field = last(summary(gate, 1, 4, 8));
    assertThat(field.rows()).isEqualTo(new Extent(8, 0, 0, 8));
    assertThat(field.region(3, 5, TensorType.f32(1, 4, 8, 8)))
        .isEqualTo(new ReceptiveField.Region(0, 0, 7, 7));
  }

  @Test
  void croppingAndPaddingMoveTheField() {
    Summary net = summary(Sequential.of(conv(4, 3), zeroPad(-2, 0, 1, 1)), 1, 1, 9);
    assertThat(last(net).rows()).isEqualTo(new Extent(3, 1, 2, 5));
    assertThat(last(net).columns()).isEqualTo(new Extent(3, 1, -1, 9));
  }

  @Test
  void aUnitOutsideTheLayerIsRefused() {
    ReceptiveField field = last(summary(conv(4, 3), 1, 1, 9));
    assertThatThrownBy(() -> field.region(7, 0, TensorType.f32(1, 1, 9, 9)))
        .hasMessage("there is no unit at row 7, column 0; the layer has 7 rows and 7 columns");
  }

  @Test
  void countsAreOfOneImageAndMemoryIsOfTheBatch() {
    Block net = Sequential.of(conv(6, 5), relu(), linear(10));
    Summary one = summary(net, 1, 3, 8);
    Summary five = summary(net, 5, 3, 8);
    assertThat(one.parameters()).isEqualTo(6 * 75 + 6 + 10 * 96 + 10);
    assertThat(one.macs()).isEqualTo(16 * 6 * 75 + 960);
    assertThat(five.macs()).isEqualTo(one.macs());
    assertThat(five.activationBytes()).isEqualTo(5 * 4 * (96 + 96 + 10));
  }

  @Test
  void aSharedParameterCountsOnce() {
    Block twice = (s, x) -> conv(3, 1).noBias().apply(s, conv(3, 1).noBias().apply(s, x));
    assertThat(Parameters.of(graph(twice, 1, 3, 4)).totalTrainable()).isEqualTo(9);
  }
}
