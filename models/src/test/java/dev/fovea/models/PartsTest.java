// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.models.Parts.bottleneck;
import static dev.fovea.models.Parts.denseBlock;
import static dev.fovea.models.Parts.denseLayer;
import static dev.fovea.models.Parts.depthwise;
import static dev.fovea.models.Parts.depthwiseSeparable;
import static dev.fovea.models.Parts.inception;
import static dev.fovea.models.Parts.invertedResidual;
import static dev.fovea.models.Parts.ninBlock;
import static dev.fovea.models.Parts.residual;
import static dev.fovea.models.Parts.spatiallySeparable;
import static dev.fovea.models.Parts.squeezeExcite;
import static dev.fovea.models.Parts.transition;
import static dev.fovea.models.Parts.vggBlock;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.analysis.Summary;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** The worked shapes and counts of the study notes, part by part. */
class PartsTest {
  private static Graph trace(Block block, int... dims) {
    return Trace.of("part", block, TensorType.f32(dims), Mode.TRAIN);
  }

  private static Shape out(Block block, int... dims) {
    return trace(block, dims).output("logits").type().shape();
  }

  private static Summary summary(Block block, int... dims) {
    return Summary.of(trace(block, dims));
  }

  @Test
  void aNetworkOfOnesOwnIsAFewLines() {
    Block net =
        Sequential.of()
            .then("stem", vggBlock(2, 16))
            .then("res1", residual(16, 1))
            .then("res2", residual(32, 2))
            .then("dense", denseBlock(3, denseLayer(8)))
            .then("shrink", transition(28))
            .then("mobile", depthwiseSeparable(48, 1, relu()))
            .then("gate", squeezeExcite(12, sigmoid()))
            .then("pool", globalAveragePool())
            .then("fc", linear(10));
    Summary summary = summary(net, 4, 1, 28, 28);
    assertThat(out(net, 4, 1, 28, 28)).isEqualTo(Shape.of(4, 10));
    assertThat(summary.parameters()).isGreaterThan(20_000);
    assertThat(summary.rows().get(0).path()).isEqualTo("stem.0");
  }

  @Test
  void inceptionJoinsItsBranches() {
    Block block = inception(64, 96, 128, 16, 32, 32);
    assertThat(out(block, 1, 192, 28, 28)).isEqualTo(Shape.of(1, 256, 28, 28));
    assertThat(summary(block, 1, 192, 12, 12).parameters()).isEqualTo(163696);
    assertThat(out(inception(128, 128, 192, 32, 96, 64), 1, 256, 28, 28).dim(1)).isEqualTo(480);
  }

  /** Notes W38. */
  @Test
  void residualsKeepOrHalve() {
    assertThat(out(residual(3, 1), 4, 3, 6, 6)).isEqualTo(Shape.of(4, 3, 6, 6));
    assertThat(out(residual(6, 2).asInNotes(), 4, 3, 6, 6)).isEqualTo(Shape.of(4, 6, 3, 3));
    assertThat(out(bottleneck(64, 1), 2, 64, 8, 8)).isEqualTo(Shape.of(2, 256, 8, 8));
    Residual.Shortcut pad = Residual.Shortcut.PAD;
    assertThat(out(residual(6, 2).shortcut(pad), 4, 3, 7, 7)).isEqualTo(Shape.of(4, 6, 4, 4));
    assertThatThrownBy(() -> trace(residual(2, 2).shortcut(pad), 4, 3, 6, 6))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("cannot go from 3 to 2 channels");
    Block linearResidual = residual(Sequential.of(linear(8), relu(), linear(8)), identity());
    assertThat(out(linearResidual, 4, 8)).isEqualTo(Shape.of(4, 8));
    assertThatThrownBy(() -> trace(residual(linear(7), identity()), 4, 8))
        .hasMessageContaining("the branch gives f32[4,7] but the shortcut f32[4,8]");
  }

  /** Notes W42, W43. */
  @Test
  void denseBlocksGrowAndTransitionsShrink() {
    Block dense = denseBlock(2, denseLayer(10));
    assertThat(out(dense, 4, 3, 8, 8)).isEqualTo(Shape.of(4, 23, 8, 8));
    assertThat(summary(dense, 4, 3, 8, 8).parameters()).isEqualTo(1492);
    assertThat(out(transition(10), 4, 23, 8, 8)).isEqualTo(Shape.of(4, 10, 4, 4));
    assertThat(summary(transition(10), 4, 23, 8, 8).parameters()).isEqualTo(286);
  }

  @Test
  void separableConvolutionsCostWhatTheNotesSay() {
    Block standard = conv(256, 5).noBias();
    assertThat(summary(standard, 1, 3, 12, 12).macs()).isEqualTo(1_228_800);
    Block two = depthwise(conv(1, 5).noBias(), 2);
    assertThat(out(two, 1, 3, 12, 12)).isEqualTo(Shape.of(1, 6, 8, 8));
    Block multiplied = two.then((s, x) -> conv(256, 1).noBias().apply(s.in("point"), x));
    assertThat(summary(multiplied, 1, 3, 12, 12).macs()).isEqualTo(107_904);
    Block separable =
        depthwise(conv(1, 5).noBias(), 1)
            .then((s, x) -> conv(256, 1).noBias().apply(s.in("point"), x));
    assertThat(summary(separable, 1, 3, 12, 12).macs()).isEqualTo(53_952);
    assertThat(summary(separable, 1, 3, 12, 12).parameters()).isEqualTo(843);
    assertThat(out(spatiallySeparable(1, 3), 1, 1, 6, 6)).isEqualTo(Shape.of(1, 1, 6, 6));
    assertThat(summary(spatiallySeparable(1, 3), 1, 1, 6, 6).macs()).isEqualTo(36 * 6);
  }

  @Test
  void mobileAndNinBlocks() {
    assertThat(out(invertedResidual(96, 24, 2), 2, 16, 8, 8)).isEqualTo(Shape.of(2, 24, 4, 4));
    assertThat(out(invertedResidual(96, 16, 1), 2, 16, 8, 8)).isEqualTo(Shape.of(2, 16, 8, 8));
    assertThat(out(ninBlock(conv(96, 11).stride(4)), 1, 1, 224, 224))
        .isEqualTo(Shape.of(1, 96, 54, 54));
    assertThat(out(squeezeExcite(4, sigmoid()), 2, 16, 8, 8)).isEqualTo(Shape.of(2, 16, 8, 8));
    assertThatThrownBy(() -> invertedResidual(8, 8, 3)).hasMessageContaining("was 3");
    assertThatThrownBy(() -> depthwise(conv(1, 3), 0)).hasMessageContaining("multiplier");
    assertThatThrownBy(() -> vggBlock(0, 8)).hasMessageContaining("was 0");
  }
}
