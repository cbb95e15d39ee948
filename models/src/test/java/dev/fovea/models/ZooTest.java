// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.analysis.Summary;
import dev.fovea.ir.GraphText;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZooTest {
  @Test
  void lenetHasTheCountsOfTheNotes() {
    for (String name : new String[] {"lenet", "lenet5"}) {
      Summary summary = Summary.of(Zoo.named(name).trace(3, Mode.INFER));
      assertThat(summary.parameters()).isEqualTo(61706);
      assertThat(summary.macs()).isEqualTo(416520);
    }
  }

  @Test
  void lenetHasTheShapesOfTheNotes() {
    Summary summary = Summary.of(Zoo.named("lenet").trace(1, Mode.TRAIN));
    assertThat(summary.rows().stream().map(r -> r.path() + " " + r.output()))
        .containsExactly(
            "conv1 [1,6,28,28]",
            "sigmoid1 [1,6,28,28]",
            "pool1 [1,6,14,14]",
            "conv2 [1,16,10,10]",
            "sigmoid2 [1,16,10,10]",
            "pool2 [1,16,5,5]",
            "fc1 [1,120]",
            "sigmoid3 [1,120]",
            "fc2 [1,84]",
            "sigmoid4 [1,84]",
            "fc3 [1,10]");
    assertThat(summary.rows().stream().map(r -> r.field().orElseThrow().toString()))
        .containsExactly(
            "5x5", "5x5", "6x6", "14x14", "14x14", "16x16", "32x32", "32x32", "32x32", "32x32",
            "32x32");
  }

  @Test
  void everyEntryTracesInBothModesAndSurvivesItsText() {
    for (Entry entry : Zoo.entries()) {
      for (Mode mode : Mode.values()) {
        var graph = entry.trace(2, mode);
        assertThat(graph.output("logits").type().shape()).isEqualTo(Shape.of(2, entry.classes()));
        assertThat(GraphText.parse(GraphText.print(graph))).isEqualTo(graph);
      }
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestOnes() {
    assertThatThrownBy(() -> Zoo.named("lenett"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("unknown model 'lenett'; did you mean lenet, lenet5?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mobilenet_v1:alpha=0.5                                 | 1331592
          densenet121:growth=48,layers=6-12-36-24,initial=96     | 28681000
          resnet20:shortcut=projection_norm                       | 272474
          vgg11:norm=batch                                       | 132868840
          lenet:activation=relu,pooling=max                      | 61706
          lenet:activation=leaky_relu                            | 61706
          mobilenet_v1:activation=leaky_relu                     | 4231976
          """)
  void anEntryTakesOptions(String name, long parameters) {
    Entry entry = Zoo.named(name);
    assertThat(entry.name()).isEqualTo(name);
    assertThat(entry.base()).isEqualTo(name.substring(0, name.indexOf(':')));
    assertThat(Summary.of(entry.trace(1, Mode.INFER)).parameters()).isEqualTo(parameters);
  }

  @Test
  void theOptionsOfEveryEntryReadBack() {
    for (Entry entry : Zoo.entries()) {
      String settings =
          entry.options().entrySet().stream()
              .map(option -> option.getKey() + "=" + option.getValue())
              .collect(Collectors.joining(","));
      assertThat(entry.with(settings).architecture()).isEqualTo(entry.architecture());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lenett:norm=true           | unknown model 'lenett'; did you mean lenet, lenet5?
          mobilenet_v1:alfa=1        | mobilenet_v1: unknown option 'alfa'; did you mean alpha?
          mobilenet_v1:              | mobilenet_v1: unknown option ''; known are alpha, shallow, activation
          mobilenet_v1:alpha         | mobilenet_v1: option alpha is '', expected a number, for example 1.0
          mobilenet_v1:alpha=wide    | mobilenet_v1: option alpha is 'wide', expected a number, for example 1.0
          mobilenet_v1:alpha=-1      | MobileNet V1: width alpha must be positive, was -1.0
          mobilenet_v1:shallow=yes   | mobilenet_v1: option shallow is 'yes', expected true or false, for example false
          vgg11:norm=layer           | vgg11: option norm is 'layer', expected none, batch, local_response, for example none
          resnet18:depths=2-x        | resnet18: option depths is '2-x', expected a list such as 2-2-2-2, for example 2-2-2-2
          quicknet:stages=16+        | quicknet: option stages is '16+', expected lists such as 16-16+64, for example 16-32+64+128
          mobilenet_v1:alpha=134217729 | MobileNet V1: width alpha must be at most 1000, was 1.34217729E8
          mobilenet_v2:alpha=1e9     | MobileNet V2: width alpha must be at most 1000, was 1.0E9
          mobilenet_v3_large:alpha=Infinity | MobileNet V3: width alpha must be at most 1000, was Infinity
          resnet20:width=1073741824  | ResNet: width must be from 1 to 65536 channels, was 1073741824
          vgg11:width=1073741824     | VGG: width must be from 1 to 65536 channels, was 1073741824
          resnet20:depths=0-3-3      | ResNet: depths must be from 1 to 1000 in each of at most 10 stages, were [0, 3, 3]
          densenet121:layers=0-1     | DenseNet: layers must be from 1 to 1000 in each of at most 10 stages, were [0, 1]
          convnet:dropout=1          | ConvNet: dropout must lie in [0, 1), was 1.0
          nin:dropout=NaN            | NiN: dropout must lie in [0, 1), was NaN
          resnet20:depths=2-2-2,depths=3-3-3 | resnet20: option depths is given twice, in 'depths=2-2-2,depths=3-3-3'
          convnet:convs=100000000    | ConvNet: convs must be from 1 to 1000, was 100000000
          convnet:convs=0            | ConvNet: convs must be from 1 to 1000, was 0
          convnet:hidden=-5          | ConvNet: hidden must be from 1 to 1048576, was -5
          mlp5:hidden=0              | MLP: hidden must be from 1 to 1048576, was 0
          lenet:pad=-1               | LeNet: pad must be from 0 to 4096, was -1
          alexnet:pad=-1             | AlexNet: pad must be from 0 to 4096, was -1
          alexnet:groups=0           | AlexNet: groups must be from 1 to 65536, was 0
          alexnet:filters=0-1-2-3-4  | AlexNet: filters must be from 1 to 65536 channels, was 0
          quicknet:stages=16-32+64+0 | QuickNet: stages must be from 1 to 65536 channels, was 0
          quicknet:bottleneck=-1     | QuickNet: bottleneck must be from 0 to 65536, was -1
          densenet_d2l:theta=1.5     | DenseNet: theta must lie in (0, 1], was 1.5
          """)
  void aWrongOptionIsNamed(String name, String message) {
    assertThatThrownBy(() -> Zoo.named(name))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  @Test
  void theListHasWhatItNames() {
    assertThat(Listing.ofFamily("lenet"))
        .contains(new Listing("lenet", "lenet", 1998, Shape.of(1, 28, 28), 10, 61706, 416520))
        .hasSize(3);
    assertThat(Zoo.ofFamily("")).isEqualTo(Zoo.entries());
    assertThat(Zoo.names()).doesNotHaveDuplicates().hasSize(54);
    assertThatThrownBy(() -> Listing.ofFamily("resnets"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("unknown family 'resnets'; did you mean resnet?");
  }

  @Test
  void aTooSmallImageNamesTheLayer() {
    assertThatThrownBy(() -> Zoo.named("lenet").trace(Shape.of(1, 10, 10), 1, 10, Mode.INFER))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("pool2: Pool: input [1,16,1,1] is too small");
  }

  @Test
  void batchClassesAndRankAreChecked() {
    Entry lenet = Zoo.named("lenet");
    assertThatThrownBy(() -> lenet.trace(Shape.of(1, 28, 28), 0, 10, Mode.INFER))
        .hasMessageContaining("batch must be at least 1");
    assertThatThrownBy(() -> lenet.trace(Shape.of(1, 28, 28), 1, 0, Mode.INFER))
        .hasMessageContaining("classes must be at least 1");
    assertThatThrownBy(() -> lenet.trace(Shape.of(28, 28), 1, 10, Mode.INFER))
        .hasMessageContaining("not [C,H,W]");
  }
}
