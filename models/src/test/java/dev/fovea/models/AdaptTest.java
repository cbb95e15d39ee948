// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network takes other classes, channels and sizes, or says which layer cannot. */
class AdaptTest {
  static Stream<String> names() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void classesChannelsAndSizeAdapt(String name) {
    Entry entry = Zoo.named(name);
    Shape larger = Shape.of(2, entry.input().dim(1) + 9, entry.input().dim(2) + 33);
    assertThat(entry.trace(larger, 3, 7, Mode.INFER).output("logits").type().shape())
        .isEqualTo(Shape.of(3, 7));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSmallImageIsTakenOrRefusedByALayer(String name) {
    Entry entry = Zoo.named(name);
    for (int side = 1; side <= 64; side *= 2) {
      for (Mode mode : Mode.values()) {
        Shape image = Shape.of(entry.input().dim(0), side, side);
        refusal(entry, image, mode)
            .ifPresent(
                message ->
                    assertThat(message).matches("[\\w.]+: (Pool|Conv2d): input .* is too small.*"));
      }
    }
  }

  private static Optional<String> refusal(Entry entry, Shape image, Mode mode) {
    try {
      entry.trace(image, 1, 10, mode);
      return Optional.empty();
    } catch (FoveaException e) {
      return Optional.of(e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vgg11, 16, features.20: Pool: input [1|512|1|1] is too small",
    "alexnet, 32, features.12: Pool: input [1|256|1|1] is too small",
    "alexnet_groups, 160, classifier.0: Conv2d: input [1|256|3|3] is too small",
    "nin, 32, pool2: Pool: input [1|256|2|2] is too small",
    "inception_v3, 64, Mixed_7a.branch3x3_2.conv: Conv2d: input [1|192|2|2] is too small",
    "densenet121, 16, features.transition3.pool: Pool: input [1|512|1|1] is too small",
  })
  void theLayerThatCannotIsNamed(String name, int side, String message) {
    Entry entry = Zoo.named(name);
    Shape image = Shape.of(entry.input().dim(0), side, side);
    assertThat(refusal(entry, image, Mode.INFER).orElse("traced"))
        .startsWith(message.replace('|', ','));
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new DenseNet(32, List.of(4), 64, false, 1.5, true))
        .isInstanceOf(FoveaException.class)
        .hasMessage("DenseNet: theta must lie in (0, 1], was 1.5");
    assertThatThrownBy(() -> new DenseNet(32, List.of(4), 64, false, 0, true))
        .hasMessageContaining("theta");
    assertThatThrownBy(() -> new DenseNet(1, List.of(1, 1), 1, false, 0.1, true).block(10))
        .hasMessage("DenseNet: theta 0.1 leaves no channel after block 1");
    for (double alpha : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> new MobileNetV1(alpha, false, dev.fovea.op.Unary.Fn.RELU))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("width alpha must be positive");
      assertThatThrownBy(() -> new MobileNetV2(alpha)).isInstanceOf(FoveaException.class);
      assertThatThrownBy(() -> new MobileNetV3(MobileNetV3.Size.SMALL, alpha))
          .isInstanceOf(FoveaException.class);
    }
    assertThatThrownBy(() -> MobileNetV1.resolution(0)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> ResNet.cifar(21, Residual.Shortcut.PAD))
        .hasMessage("ResNet: a network for small images has 6n + 2 layers, 21 is not that");
    assertThatThrownBy(() -> new Vgg(List.of(1, 0), 64, Vgg.Norm.NONE, false, true))
        .hasMessageContaining("VGG: convs must be from 1 to 1000 in each");
    assertThatThrownBy(() -> new InceptionResNetV2(List.of(10, 0, 9), 0))
        .hasMessage("Inception-ResNet V2: repeats must be three positive numbers, were [10, 0, 9]");
  }

  @Test
  void groupsMustDivideTheChannels() {
    AlexNet split = (AlexNet) Zoo.named("alexnet_groups").architecture();
    AlexNet odd = new AlexNet(List.of(97, 256, 384, 384, 256), 0, 2, split.lrn(), split.head());
    assertThatThrownBy(
            () ->
                Zoo.named("alexnet_groups")
                    .with(odd)
                    .trace(Shape.of(3, 227, 227), 1, 10, Mode.INFER))
        .isInstanceOf(FoveaException.class)
        .hasMessage("features.4: Conv2d: 97 to 256 channels cannot be split into 2 groups");
  }
}
