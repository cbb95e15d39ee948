// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SummaryCommandTest {
  @Test
  void countsLeNetAsTheNotesDo() {
    JsonNode lenet = Run.fovea("summary", "lenet", "--json").json();
    assertThat(lenet.get("parameters").asLong()).isEqualTo(61706);
    assertThat(lenet.get("macs").asLong()).isEqualTo(416520);
    assertThat(lenet.get("layers"))
        .anySatisfy(
            layer -> {
              assertThat(layer.get("path").asString()).isEqualTo("conv2");
              assertThat(layer.get("op").asString()).isEqualTo("conv2d");
              assertThat(layer.get("output").toString()).isEqualTo("[1,16,10,10]");
              assertThat(layer.get("parameters").asLong()).isEqualTo(2416);
              assertThat(layer.get("macs").asLong()).isEqualTo(240000);
              assertThat(layer.get("receptiveField").toString()).isEqualTo("[14,14]");
            });
  }

  @Test
  void followsInputClassesAndBatch() {
    JsonNode wide =
        Run.fovea(
                "summary",
                "lenet",
                "--json",
                "--input",
                "3x32x32",
                "--classes",
                "7",
                "--batch",
                "4")
            .json();
    assertThat(wide.get("input").toString()).isEqualTo("[3,32,32]");
    assertThat(wide.get("layers").get(0).get("output").toString()).isEqualTo("[4,6,32,32]");
    assertThat(wide.get("layers").get(0).get("parameters").asLong()).isEqualTo(3 * 6 * 25 + 6);
    assertThat(wide.get("layers").get(10).get("output").toString()).isEqualTo("[4,7]");
  }

  @Test
  void aTooSmallInputNamesTheLayer() {
    Run run = Run.fovea("summary", "lenet", "--input", "1x10x10");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("fovea: pool2: ").containsOnlyOnce("\n");
  }

  @Test
  void theTextTableHasTheSameTotals() {
    assertThat(Run.fovea("summary", "lenet").out())
        .contains("conv2     conv 5x5            1x16x10x10       2,416  240,000            14x14")
        .contains("61,706", "416,520");
  }

  @Test
  void partsStandAboveTheirLayersWithTheirTotals() {
    assertThat(Run.fovea("summary", "resnet18").out().lines().map(String::stripTrailing))
        .containsSequence(
            "layer1                                 1x64x56x56     147,968  462,422,016            43x43",
            "  0                                    1x64x56x56      73,984  231,211,008            27x27",
            "    conv1       conv 3x3               1x64x56x56      36,864  115,605,504            19x19")
        .containsSequence(
            "    .           add                    1x64x56x56           0            0            27x27",
            "    .           relu                   1x64x56x56           0            0            27x27",
            "  1                                    1x64x56x56      73,984  231,211,008            43x43");
  }

  @Test
  void memoryIsThatOfTheBackendsPlan() {
    JsonNode without = Run.fovea("summary", "lenet", "--json").json();
    assertThat(without.get("memory").isNull()).isTrue();
    JsonNode one = Run.fovea("summary", "lenet", "--json", "--memory").json().get("memory");
    JsonNode many =
        Run.fovea("summary", "lenet", "--json", "--memory", "--batch", "64").json().get("memory");
    assertThat(one.get("inferenceBytes").asLong())
        .isPositive()
        .isLessThan(one.get("trainingBytes").asLong());
    assertThat(many.get("trainingBytes").asLong())
        .isGreaterThan(one.get("trainingBytes").asLong())
        .isLessThan(many.get("trainingUnplannedBytes").asLong());
    assertThat(one.get("trainingStateBytes").asLong()).isGreaterThanOrEqualTo(61_706 * 4L);
    assertThat(Run.fovea("summary", "lenet", "--memory").out())
        .contains("inference    ", "training     ", "for a batch of 1");
  }

  @Test
  void correctsTheNotes() {
    assertThat(Run.fovea("summary", "mobilenet_v1_d2l").out())
        .contains("notes        E14: the notes say that MobileNet has 28 layers besides")
        .contains("right is: 27 convolutions; 28 layers with it");
    assertThat(Run.fovea("summary", "nin", "--json").json().get("corrections").get(0).asString())
        .startsWith("E15: ");
  }

  @Test
  void aModelOfTheZooBecomesAFileAndComesBack(@TempDir Path folder) {
    String file = folder.resolve("net.yaml").toString();
    Run.fovea("summary", "googlenet_d2l", "--export", file, "--input", "3x64x64", "--classes", "7");
    JsonNode zoo =
        Run.fovea("summary", "googlenet_d2l", "--input", "3x64x64", "--classes", "7", "--json")
            .json();
    JsonNode read = Run.fovea("summary", file, "--json").json();
    assertThat(read.get("model").asString()).isEqualTo("googlenet_d2l");
    assertThat(read.get("input").toString()).isEqualTo("[3,64,64]");
    assertThat(read.get("layers")).isEqualTo(zoo.get("layers"));
    assertThat(read.get("parameters")).isEqualTo(zoo.get("parameters"));
    assertThat(Run.fovea("summary", file).out()).startsWith("googlenet_d2l (net.yaml), input 3x64");
  }

  @Test
  void aVariantBecomesAFileToo(@TempDir Path folder) {
    String file = folder.resolve("net.yaml").toString();
    Run.fovea("summary", "densenet_d2l:theta=1,growth=24", "--export", file);
    JsonNode read = Run.fovea("summary", file, "--json").json();
    assertThat(read.get("model").asString()).isEqualTo("densenet_d2l_theta_1_growth_24");
    assertThat(read.get("options")).isEmpty();
    JsonNode zoo = Run.fovea("summary", "densenet_d2l:theta=1,growth=24", "--json").json();
    assertThat(zoo.get("options").get("growth").asString()).isEqualTo("24");
    assertThat(zoo.get("options").get("layers").asString()).isEqualTo("4-4-4-4");
    assertThat(read.get("layers")).isEqualTo(zoo.get("layers"));
    assertThat(Run.fovea("summary", "densenet_d2l").out())
        .contains(
            "options      growth=32, layers=4-4-4-4, initial=64, bottleneck=false, theta=0.5");
  }

  @Test
  void aModelFileIsNotOverwrittenByItsOwnPicture(@TempDir Path folder) throws IOException {
    String text = "# mine\ninput: 1x8x8\nlayers: [relu, linear: classes]\n";
    Path file = Files.writeString(folder.resolve("net.yaml"), text);
    for (String option : new String[] {"--export", "--svg"}) {
      Run run =
          Run.fovea(
              "summary",
              file.toString(),
              option,
              folder + "/../" + folder.getFileName() + "/net.yaml");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .contains(option + " is ")
          .contains("the model file itself; give another");
      assertThat(file).content().startsWith("# mine");
    }
    Run other =
        Run.fovea("summary", file.toString(), "--export", folder.resolve("b.yaml").toString());
    assertThat(other.exit()).as(other.err()).isZero();
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
  }

  @Test
  void whatIsWrittenHasANameOfItsOwnThatIsReadBack(@TempDir Path folder) {
    Path one = folder.resolve("a.yaml");
    String again = folder.resolve(".") + "/a.yaml";
    Run both = Run.fovea("summary", "lenet", "--svg", one.toString(), "--export", again);
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).startsWith("fovea: --svg and --export are both " + again);
    Run nameless = Run.fovea("summary", "lenet", "--export", folder.resolve("foo").toString());
    assertThat(nameless.exit()).isEqualTo(2);
    assertThat(nameless.err())
        .startsWith("fovea: --export is " + folder.resolve("foo") + ", and a model file is known")
        .endsWith("give a name that ends with .yaml\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void filesThatCannotBeWrittenOrReadAreNamed(@TempDir Path folder) throws IOException {
    String nowhere = folder.resolve("no/such.svg").toString();
    Run run = Run.fovea("summary", "lenet", "--svg", nowhere);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("fovea: cannot write " + nowhere).containsOnlyOnce("\n");
    Path wrong = Files.writeString(folder.resolve("w.yaml"), "input: 1x8x8\nlayers: [rellu]\n");
    Run mistaken = Run.fovea("summary", wrong.toString());
    assertThat(mistaken.err())
        .startsWith("fovea: " + wrong + ":2: unknown layer type 'rellu'; did you mean relu")
        .containsOnlyOnce("\n");
    assertThat(mistaken.exit()).isEqualTo(2);
  }
}
