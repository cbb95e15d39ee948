// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.analysis.Summary;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes and depths of networks that the study notes work out, by their number there. */
class NotesNetworksTest {
  /** Paths and the shape each part gives, [C,H,W]. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          W24      | alexnet_227     | features.0 96x55x55, features.2 96x27x27, features.3 256x27x27, features.5 256x13x13, features.6 384x13x13, features.8 384x13x13, features.10 256x13x13, features.12 256x6x6, flatten 9216
          W26      | alexnet_d2l     | features.0 96x54x54, features.2 96x26x26, features.3 256x26x26, features.5 256x12x12, features.6 384x12x12, features.8 384x12x12, features.10 256x12x12, features.12 256x5x5, flatten 6400, classifier.0 4096
          W28      | lenet           | conv1 6x28x28, pool1 6x14x14, conv2 16x10x10, pool2 16x5x5, fc1 120, fc2 84, fc3 10
          W28      | lenet5          | conv1 6x28x28, pool1 6x14x14, conv2 16x10x10, pool2 16x5x5, fc1 120, fc2 84, fc3 10
          W29      | nin             | nin1 96x54x54, pool1 96x26x26, nin2 256x26x26, pool2 256x12x12, nin3 384x12x12, pool3 384x5x5, nin4 10x5x5, flatten 10
          W30, E19 | vgg11_d2l       | features.2 64x112x112, features.5 128x56x56, features.10 256x28x28, features.15 512x14x14, features.20 512x7x7, flatten 25088
          W30, W32 | vgg11_d2l_small | features.2 16x112x112, features.5 32x56x56, features.10 64x28x28, features.15 128x14x14, features.20 128x7x7, flatten 6272
          W37      | googlenet_d2l   | maxpool1 64x24x24, maxpool2 192x12x12, maxpool3 480x6x6, maxpool4 832x3x3, inception5b 1024x3x3, avgpool 1024x1x1, fc 10
          W35      | googlenet_d2l   | inception4a 512x6x6, inception4b 512x6x6, inception4c 512x6x6, inception4d 528x6x6, inception4e 832x6x6, inception5a 832x3x3, inception5b 1024x3x3
          W40      | resnet18_d2l    | layer1 64x24x24, layer2 128x12x12, layer3 256x6x6, layer4 512x3x3
          W40      | resnet18        | layer1 64x56x56, layer2 128x28x28, layer3 256x14x14, layer4 512x7x7
          W44      | densenet_d2l    | features.pool0 64x24x24, features.denseblock1 192x24x24, features.transition1 96x12x12, features.denseblock2 224x12x12, features.transition2 112x6x6, features.denseblock3 240x6x6, features.transition3 120x3x3, features.denseblock4 248x3x3
          """)
  void shapesAreThoseOfTheNotes(String notes, String model, String chain) {
    Summary summary = summary(model);
    for (String step : chain.split(", ")) {
      String[] part = step.strip().split(" ");
      assertThat(text(result(summary, part[0]))).as("%s: %s", notes, part[0]).isEqualTo(part[1]);
    }
  }

  /** W25, E9: an 11x11 window with stride 4 makes 54 of 224; 55 takes 227, or a padding of 2. */
  @Test
  void alexNetsFirstLayerNeeds227() {
    assertThat(first("alexnet_227", 224)).isEqualTo(54);
    assertThatThrownBy(() -> first("alexnet_groups", 224))
        .hasMessageContaining("classifier.0: Conv2d: input [1,256,5,5] is too small");
    assertThat(first("alexnet_groups", 227)).isEqualTo(55);
    assertThat(first("alexnet", 224)).isEqualTo(55);
  }

  /** W27, E20, T13: the layer F6 is a 6x6 convolution whose result is 1x1. */
  @Test
  void f6IsAConvolutionToOnePosition() {
    Summary summary = summary("alexnet_groups");
    Summary.Row f6 = rows(summary, "classifier.0").get(0);
    assertThat(f6.op()).isEqualTo("conv2d");
    assertThat(text(f6.output())).isEqualTo("4096x1x1");
    assertThat(f6.parameters()).isEqualTo(37_752_832);
    assertThat(rows(summary("alexnet_227"), "classifier.0").get(0).parameters())
        .isEqualTo(37_752_832);
  }

  /** W31, W39, W41, W45 with E3 and E14: layers with weights, shortcuts left out. */
  @ParameterizedTest
  @CsvSource({
    "vgg11, 8, 3",
    "vgg13, 10, 3",
    "vgg16_c, 13, 3",
    "vgg16, 13, 3",
    "vgg19, 16, 3",
    "resnet18, 17, 1",
    "resnet18_d2l, 17, 1",
    "resnet34, 33, 1",
    "resnet50, 49, 1",
    "resnet101, 100, 1",
    "resnet152, 151, 1",
    "mobilenet_v1, 27, 1",
    "mobilenet_v1_d2l, 27, 1"
  })
  void depthsCountLayersWithWeights(String model, int convolutions, int linears) {
    List<Summary.Row> rows =
        summary(model).rows().stream().filter(row -> !row.path().contains("downsample")).toList();
    assertThat(rows.stream().filter(row -> row.op().equals("conv2d"))).hasSize(convolutions);
    assertThat(rows.stream().filter(row -> row.op().equals("linear"))).hasSize(linears);
  }

  /** W6, W33, W34, W36: the ratios of the first two Inception blocks. */
  @Test
  void inceptionBlocksSplitTheirChannels() {
    Summary summary = summary("googlenet_d2l");
    assertThat(branches(summary, "inception3a")).containsExactly(64, 96, 128, 16, 32, 32);
    assertThat(branches(summary, "inception3b")).containsExactly(128, 128, 192, 32, 96, 64);
    assertThat(result(summary, "inception3a").dim(1)).isEqualTo(64 + 128 + 32 + 32).isEqualTo(256);
    assertThat(result(summary, "inception3b").dim(1)).isEqualTo(128 + 192 + 96 + 64).isEqualTo(480);
    assertThat(summary.rows().stream().filter(row -> row.op().equals("concat"))).hasSize(9);
    assertThat(result(summary, "conv3").dim(1)).isEqualTo(3 * result(summary, "conv2").dim(1));
  }

  /** E6, W6: an Inception block's pool keeps 192 channels; the 1x1 behind it makes 32. */
  @Test
  void theInceptionPoolKeepsItsChannels() {
    List<Summary.Row> pooled = rows(summary("googlenet_d2l"), "inception3a.branch4");
    assertThat(pooled.get(0).op()).isEqualTo("pool");
    assertThat(pooled.get(0).output().dim(1)).isEqualTo(192);
    assertThat(pooled.get(1).output().dim(1)).isEqualTo(32);
  }

  /** E10: ReLU, then normalisation across channels, then the pool. */
  @Test
  void responseNormalisationStandsBeforeThePool() {
    assertThat(labels("alexnet_groups", "features").subList(0, 4))
        .containsExactly("conv 11x11/4", "relu", "local response norm", "max pool 3x3/2");
    assertThat(labels("vgg11_lrn", "features").subList(0, 4))
        .containsExactly("conv 3x3", "relu", "local response norm", "max pool 2x2/2");
  }

  /** E12: LeNet averages, as its code does; the maximum of the prose is an option. */
  @Test
  void leNetAverages() {
    assertThat(labels("lenet", "pool1")).containsExactly("average pool 2x2/2");
    LeNet prose = new LeNet(2, dev.fovea.op.Unary.Fn.SIGMOID, dev.fovea.op.Pool.Kind.MAX);
    Summary summary = Summary.of(Zoo.named("lenet").with(prose).trace(1, Mode.INFER));
    assertThat(rows(summary, "pool1").get(0).label()).isEqualTo("max pool 2x2/2");
    assertThat(summary.parameters()).isEqualTo(61_706);
  }

  /** E16: alpha thins what a layer reads and what it gives. */
  @Test
  void alphaThinsInputsAndOutputs() {
    MobileNetV1 half = new MobileNetV1(0.5, false, dev.fovea.op.Unary.Fn.RELU6);
    Summary summary = Summary.of(Zoo.named("mobilenet_v1").with(half).trace(1, Mode.INFER));
    Summary.Row pointwise = rows(summary, "features.2.1").get(0);
    assertThat(pointwise.output().dim(1)).isEqualTo(64);
    assertThat(pointwise.parameters()).isEqualTo(32 * 64);
  }

  /** E17: ReLU6 as in the prose, ReLU as in the code. */
  @Test
  void bothActivationsOfMobileNetAreThere() {
    assertThat(labels("mobilenet_v1", "features")).contains("relu6").doesNotContain("relu");
    assertThat(labels("mobilenet_v1_d2l", "features")).contains("relu").doesNotContain("relu6");
  }

  /** E18: VGG's windows are 3x3, and 1x1 in configuration C. */
  @Test
  void vggHasTwoKindsOfWindow() {
    assertThat(labels("vgg16", "features")).contains("conv 3x3").doesNotContain("conv 1x1");
    List<String> c = labels("vgg16_c", "features");
    assertThat(c.stream().filter("conv 1x1"::equals)).hasSize(3);
    assertThat(c.stream().filter("conv 3x3"::equals)).hasSize(10);
  }

  /** E23: the second ReLU of a residual block stands behind the addition. */
  @Test
  void residualBlocksAddBeforeTheLastRelu() {
    assertThat(labels("resnet18_d2l", "layer1.0"))
        .containsExactly("conv 3x3", "batch norm", "relu", "conv 3x3", "batch norm", "add", "relu");
  }

  private static List<Integer> branches(Summary summary, String block) {
    return rows(summary, block).stream()
        .filter(row -> row.op().equals("conv2d"))
        .map(row -> row.output().dim(1))
        .toList();
  }

  private static int first(String model, int side) {
    Entry entry = Zoo.named(model);
    Shape image = Shape.of(3, side, side);
    return Summary.of(entry.trace(image, 1, 10, Mode.INFER)).rows().get(0).output().dim(2);
  }

  private static List<String> labels(String model, String part) {
    return rows(summary(model), part).stream().map(Summary.Row::label).toList();
  }

  private static Shape result(Summary summary, String path) {
    List<Summary.Row> rows = rows(summary, path);
    return rows.get(rows.size() - 1).output();
  }

  private static List<Summary.Row> rows(Summary summary, String path) {
    List<Summary.Row> rows =
        summary.rows().stream()
            .filter(row -> row.path().equals(path) || row.path().startsWith(path + "."))
            .toList();
    assertThat(rows).as(path).isNotEmpty();
    return rows;
  }

  private static Summary summary(String model) {
    return Summary.of(Zoo.named(model).trace(1, Mode.INFER));
  }

  private static String text(Shape batch) {
    return Arrays.stream(batch.dims().toArray())
        .skip(1)
        .map(String::valueOf)
        .collect(Collectors.joining("x"));
  }
}
