// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sum;
import static dev.fovea.nn.Blocks.zeroPad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.AdaptiveAveragePool;
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
    Span rows = last(net).rows();
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

  /** Unit p of P averages rows floor(p n / P) to ceil((p + 1) n / P), PyTorch's rule. */
  @Test
  void anAdaptivePoolThatDoesNotDivideEvenlyIsFollowedUnitByUnit() {
    Block pool = op(new AdaptiveAveragePool(4, 5));
    ReceptiveField field = last(summary(pool, 1, 1, 10));
    TensorType image = TensorType.f32(1, 1, 10, 10);
    assertThat(field).hasToString("3x2");
    assertThat(field.region(0, 0, image)).isEqualTo(new ReceptiveField.Region(0, 0, 2, 1));
    assertThat(field.region(1, 1, image)).isEqualTo(new ReceptiveField.Region(2, 2, 4, 3));
    assertThat(field.region(3, 4, image)).isEqualTo(new ReceptiveField.Region(7, 8, 9, 9));
    assertThat(last(summary(pool.then(linear(2)), 1, 1, 10))).hasToString("10x10");
    ReceptiveField after = last(summary(pool.then(conv(1, 3).pad(1)), 1, 1, 10));
    assertThat(after.region(3, 2, image)).isEqualTo(new ReceptiveField.Region(5, 2, 9, 7));
    assertThat(last(summary(sum(pool, pool.then(conv(1, 3).pad(1))), 1, 1, 10)).rows())
        .isEqualTo(after.rows());
  }

  @Test
  void anAdaptivePoolOfFewerRowsThanOutputsRepeatsThem() {
    ReceptiveField field = last(summary(op(new AdaptiveAveragePool(7, 7)), 1, 1, 3));
    TensorType image = TensorType.f32(1, 1, 3, 3);
    assertThat(field.region(6, 6, image)).isEqualTo(new ReceptiveField.Region(2, 2, 2, 2));
    assertThat(field.region(2, 0, image)).isEqualTo(new ReceptiveField.Region(0, 0, 1, 0));
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

  @Test
  void whatIsTooMuchToBeCountedIsRefusedWithTheLayer() {
    Block wide = conv(1 << 30, 1).noBias();
    Graph one = graph(Sequential.of().then("a", wide).then("b", wide), 1, 1, 4);
    assertThatThrownBy(() -> Summary.of(one))
        .hasMessageStartingWith(
            "b: with its result f32[1,1073741824,4,4] there are more than 2^63");
    Block dense = linear(1 << 30);
    Graph two = graph(Sequential.of().then("a", dense).then("b", dense).then("c", dense), 7, 1, 2);
    assertThat(two.nodes()).allMatch(node -> node.macs() >= 0);
    assertThatThrownBy(two::macs).hasMessageStartingWith("c: with its result");
    assertThatThrownBy(() -> graph(Blocks.flatten(), 1, 1, 65536))
        .hasMessage(
            "flatten: f32[1,1,65536,65536] has 4294967296 numbers an image, more than one axis can"
                + " have, 2147483647");
    assertThatThrownBy(() -> graph(Blocks.named("fc", linear(2)), 1, 1, 65536))
        .hasMessageStartingWith("fc: f32[1,1,65536,65536] has 4294967296 numbers an image");
    assertThatThrownBy(() -> graph(Blocks.named("a", conv(1 << 30, 1).pad(1 << 29)), 1, 1, 4))
        .hasMessageContaining("a: Conv2d: its result f32[1,1073741824,")
        .hasMessageEndingWith("more than 2^63 bytes");
  }
}
