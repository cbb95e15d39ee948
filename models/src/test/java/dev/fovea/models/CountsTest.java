// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analysis.Summary;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters and multiplications, to the unit, of every network whose counts are published. */
class CountsTest {
  private static Summary summary(String name, Architecture architecture, Shape input) {
    Entry entry = Zoo.named(name);
    Entry other = entry.with(architecture);
    return Summary.of(other.trace(input, 1, entry.classes(), Mode.INFER));
  }

  /** From the study notes and torchvision; an empty field says nothing is published. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 61706, 416520",
    "lenet5, 61706, 416520",
    "lenet_bn, 44878,",
    "alexnet, 61100840,",
    "alexnet_227, 62378344, 1135256096",
    "alexnet_groups, 60965224, 724406816",
    "alexnet_d2l, 46764746, 938146176",
    "vgg11, 132863336,",
    "vgg11_bn, 132868840,",
    "vgg13, 133047848,",
    "vgg13_bn, 133053736,",
    "vgg16, 138357544,",
    "vgg16_bn, 138365992,",
    "vgg19, 143667240,",
    "vgg19_bn, 143678248,",
    "vgg11_lrn, 132863336,",
    "vgg16_c, 133638952,",
    "vgg11_d2l, 128806154, 7547232256",
    "vgg11_d2l_small, 43093322, 512155648",
    "nin, 1992166, 762297352",
    "googlenet, 6624904,",
    "googlenet_d2l, 5977530, 276066304",
    "resnet18, 11689512, 1814073344",
    "resnet34, 21797672, 3663761408",
    "resnet50, 25557032, 4089184256",
    "resnet101, 44549160,",
    "resnet152, 60192808,",
    "resnet18_d2l, 11178378, 318657536",
    "resnet20, 269722,",
    "resnet32, 464154,",
    "resnet44, 658586,",
    "resnet56, 853018,",
    "resnet110, 1727962,",
    "densenet121, 7978856, 2834161664",
    "densenet161, 28681000,",
    "densenet169, 14149480,",
    "densenet201, 20013928,",
    "densenet_d2l, 758226, 129077168",
    "mobilenet_v1, 4231976, 568740352",
    "mobilenet_v1_d2l, 3216650, 102957568",
    "mobilenet_v2, 3504872, 300774272",
    "mobilenet_v3_large, 5483032, 216589760",
    "mobilenet_v3_small, 2542856, 56510400",
    "inception_v3, 27161264,",
    "inception_resnet_v2, 55843464,",
  })
  void countsAreThePublishedOnes(String name, long parameters, Long macs) {
    Summary summary = Summary.of(Zoo.named(name).trace(1, Mode.INFER));
    assertThat(summary.parameters()).isEqualTo(parameters);
    if (macs != null) {
      assertThat(summary.macs()).isEqualTo(macs);
    }
  }

  /** Millions of multiplications as printed: four digits. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 714.2",
    "vgg11, 7609",
    "vgg13, 11308",
    "vgg16, 15470",
    "vgg19, 19632",
    "vgg16_c, 11771",
    "googlenet, 1498.4",
    "resnet101, 7801.4",
    "resnet152, 11513.6",
    "densenet161, 7727.9",
    "densenet169, 3359.8",
    "densenet201, 4291.4",
    "resnet20, 40.55",
    "resnet32, 68.86",
    "resnet44, 97.17",
    "resnet56, 125.5",
    "resnet110, 252.9",
  })
  void multiplicationsRoundToThePublishedOnes(String name, String millions) {
    double published = Double.parseDouble(millions);
    double unit =
        Math.pow(10, -(millions.contains(".") ? millions.length() - millions.indexOf('.') - 1 : 0));
    double macs = Summary.of(Zoo.named(name).trace(1, Mode.INFER)).macs() / 1e6;
    assertThat(Math.abs(macs - published)).as("%s: %s", name, macs).isLessThan(unit);
  }

  /** Running statistics as torchvision has them, its counters left out. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 0",
    "vgg11_bn, 5504",
    "vgg13_bn, 5888",
    "vgg16_bn, 8448",
    "vgg19_bn, 11008",
    "googlenet, 14560",
    "resnet18, 9600",
    "resnet34, 17024",
    "resnet50, 53120",
    "resnet101, 105344",
    "resnet152, 151424",
    "densenet121, 83648",
    "densenet161, 219936",
    "densenet169, 158400",
    "densenet201, 229056",
    "mobilenet_v2, 34112",
    "mobilenet_v3_large, 24400",
    "mobilenet_v3_small, 12112",
    "lenet_bn, 452",
  })
  void buffersAreThePublishedOnes(String name, long buffers) {
    assertThat(Summary.of(Zoo.named(name).trace(1, Mode.INFER)).buffers()).isEqualTo(buffers);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 224, false, 4231976, 568740352",
    "0.75, 224, false, 2585560, 325400448",
    "0.5, 224, false, 1331592, 149497088",
    "0.25, 224, false, 470072, 41030272",
    "1, 192, false, 4231976, 418121728",
    "1, 160, false, 4231976, 290675200",
    "1, 128, false, 4231976, 186400768",
    "1, 224, true, 2887976,",
  })
  void mobileNetV1ShrinksAsPublished(
      double alpha, int side, boolean shallow, long parameters, Long macs) {
    MobileNetV1 net = (MobileNetV1) Zoo.named("mobilenet_v1").architecture();
    Shape input = MobileNetV1.resolution(side / 224.0);
    assertThat(input).isEqualTo(Shape.of(3, side, side));
    Summary summary = summary("mobilenet_v1", net.alpha(alpha).shallow(shallow), input);
    assertThat(summary.parameters()).isEqualTo(parameters);
    if (macs != null) {
      assertThat(summary.macs()).isEqualTo(macs);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet20, 272474",
    "resnet32, 466906",
    "resnet44, 661338",
    "resnet56, 855770",
    "resnet110, 1730714",
  })
  void resNetsForSmallImagesWithProjections(String name, long parameters) {
    ResNet net = (ResNet) Zoo.named(name).architecture();
    Architecture projected = net.shortcut(Residual.Shortcut.PROJECTION_NORM);
    assertThat(summary(name, projected, Shape.of(3, 32, 32)).parameters()).isEqualTo(parameters);
  }

  @Test
  void optionsChangeWhatTheySay() {
    Shape image = Shape.of(3, 224, 224);
    ResNet fifty = (ResNet) Zoo.named("resnet50").architecture();
    Summary paper = summary("resnet50", fifty.v1(), image);
    assertThat(paper.parameters()).isEqualTo(25557032);
    assertThat(paper.macs() / 1_000_000).isEqualTo(3857);
    GoogLeNet google = (GoogLeNet) Zoo.named("googlenet").architecture();
    assertThat(summary("googlenet", google.auxiliary(true), image).parameters())
        .isEqualTo(13004888);
    assertThat(Summary.of(Zoo.named("inception_v3").trace(2, Mode.TRAIN)).parameters())
        .isEqualTo(27161264);
    InceptionV3 inception = (InceptionV3) Zoo.named("inception_v3").architecture();
    assertThat(
            summary("inception_v3", inception.auxiliary(false), Shape.of(3, 224, 224)).parameters())
        .isEqualTo(23834568);
    assertThat(Summary.of(Zoo.named("plain34").trace(1, Mode.INFER)).parameters())
        .isLessThan(21797672)
        .isGreaterThan(21500000);
  }
}
