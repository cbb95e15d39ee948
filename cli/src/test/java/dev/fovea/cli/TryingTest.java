// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What trains nothing that is kept; and what repeats a run to the bit. */
class TryingTest {
  @TempDir private Path folder;

  private static Run train(String options) {
    return Run.fovea(("train " + options).split(" +"));
  }

  @Test
  void aDryRunTellsMemoryAndTime() {
    Path runs = Path.of("runs");
    boolean before = Files.exists(runs);
    Run text = train("lenet --data shapes --batch 500 --threads 1 --dry-run");
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("with 1 thread: 61,706 parameters", "memory: ", "an epoch takes about ");
    JsonNode said = train("lenet --data shapes --batch 500 --threads 1 --dry-run --json").json();
    assertThat(said.get("plan").get("stepsPerEpoch").asInt()).isEqualTo(20);
    assertThat(said.get("epochSeconds").asDouble()).isPositive();
    // Ten thousand images are the most a batch can have.
    Run all = train("lenet --data shapes --batch 2147483647 --overfit 40 --threads 1 --dry-run");
    assertThat(all.exit()).as(all.err()).isZero();
    assertThat(all.out()).contains("step at batch 40 ");
    assertThat(Files.exists(runs)).isEqualTo(before);
  }

  @Test
  void aSearchForTheRateLeavesAPlot() throws IOException {
    Path plot = folder.resolve("lr.png");
    Run run = train("lenet_bn --data shapes --batch 100 --threads 1 --find-lr --out " + plot);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("the loss falls steepest at lr ", "plot: " + plot);
    assertThat(ImageIO.read(plot.toFile()).getWidth()).isEqualTo(900);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(plot);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --dry-run --find-lr     | --dry-run takes a few steps and --find-lr many; give one of them
          --dry-run --out x       | --dry-run leaves nothing behind; drop --out or --dry-run
          --find-lr --out x       | --out is x, and --find-lr leaves a plot; give a name that ends
          --loss hinge --label-smoothing 0.1 | --label-smoothing shares a target out among classes
          --loss hinge --augment mixup       | --augment mixes images of two classes
          --loss bce --class-weights 1       | --class-weights are of loss cross-entropy
          --loss hing             | --loss: unknown loss 'hing'; did you mean hinge?
          --monitor test-acc      | --monitor: unknown monitor 'test-acc'; did you mean test-accuracy?
          --lr-gamma 0.5          | --lr-gamma is of schedule step or multi-step or plateau, and that
          --beta1 0.8             | --beta1 is of optimizer adam or adamw, and that is sgd; drop it
          --average-decay 0.9     | --average-decay is of average ema, and that is none; drop it
          --keep 0                | --keep must be from 1 to 1000 epochs, was 0
          --accumulate 0          | --accumulate must be from 1 to 1000000 batches, was 0
          --checkpoint-steps -1   | --checkpoint-steps must be 0 or more, was -1
          """)
  void contradictionsAreRefused(String options, String message) {
    failed(train("lenet --data shapes " + options), 2, message);
  }

  @Test
  void memoryThatIsNotThereIsAnsweredBeforeItIsTaken() {
    Path out = folder.resolve("run");
    // Three million images of VGG would take some hundred terabytes; the set has ten thousand.
    Run run = train("vgg16_bn --data shapes --batch 10000 --out " + out);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("fovea: vgg16_bn at batch 10000 needs ", "MiB of memory are free; ")
        .doesNotContain("Exception");
    assertThat(out).doesNotExist();
    Run most = train("vgg16_bn --data shapes --batch 2147483647 --out " + out);
    assertThat(most.exit()).isEqualTo(1);
    assertThat(most.err())
        .contains("fovea: vgg16_bn at batch 10000 needs ", "MiB of memory are free; ");
  }

  @Test
  void dataThatChangedAreRefusedWhenARunGoesOn() throws IOException {
    Path data = folder.resolve("data");
    for (String name : new String[] {"train/a", "train/b", "test/a", "test/b"}) {
      Files.createDirectories(data.resolve(name));
      for (int i = 0; i < 4; i++) {
        picture(data.resolve(name).resolve(i + ".png"), name.hashCode() + i);
      }
    }
    Path run = folder.resolve("run");
    Run first = train("lenet --data " + data + " --channels 1 --epochs 1 --batch 4 --out " + run);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(train("--resume " + run).exit()).isZero();
    picture(data.resolve("train/a/2.png"), 77);
    failed(
        train("--resume " + run), 1, run.resolve("manifest.json") + ": the images or labels of ");
  }

  private static void picture(Path file, int grey) throws IOException {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(3, 4, 0, Math.floorMod(grey, 256));
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void theArgumentsOfARunMakeItAgain() throws IOException {
    Path net =
        Files.writeString(
            folder.resolve("net.yaml"),
            "name: mine\ninput: 1x28x28\nlayers:\n  - max_pool: 2\n  - linear: classes\n");
    Path first = folder.resolve("first");
    Path again = folder.resolve("again");
    String options =
        " --data shapes --batch 200 --epochs 2 --limit-batches 10 --momentum 0.9 --augment flip"
            + " --average ema --accumulate 2 --threads 1 --out ";
    Run run = train(net + options + first);
    assertThat(run.exit()).as(run.err()).isZero();
    Run repeated = train("--config " + first.resolve("args.yaml") + " --out " + again);
    assertThat(repeated.exit()).as(repeated.err()).isZero();
    assertThat(again.resolve("args.yaml")).hasSameTextualContentAs(first.resolve("args.yaml"));
    assertThat(again.resolve("weights/last.safetensors"))
        .hasSameBinaryContentAs(first.resolve("weights/last.safetensors"));
    assertThat(again.resolve("weights/best.safetensors"))
        .hasSameBinaryContentAs(first.resolve("weights/best.safetensors"));
    Run other = train("--config " + first.resolve("args.yaml") + " --seed 1 --out " + again + "2");
    assertThat(other.exit()).as(other.err()).isZero();
    assertThat(
            Files.mismatch(
                folder.resolve("again2/weights/last.safetensors"),
                first.resolve("weights/last.safetensors")))
        .isNotNegative();
  }
}
