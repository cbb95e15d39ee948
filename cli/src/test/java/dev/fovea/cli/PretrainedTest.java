// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ir.Weights;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.file.Folders;
import dev.fovea.train.state.WeightFile;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Transfer learning (notes T52): a run starts from the weights of another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PretrainedTest {
  private static final String BEST = "weights/best.safetensors";

  private Path folder;
  private Path base;
  private Path images;

  @BeforeAll
  void train(@TempDir Path temporary) throws Exception {
    folder = temporary;
    base = folder.resolve("base");
    done(
        "train lenet5 --data shapes --epochs 1 --limit-batches 5 --batch 64 --mean 0.5 --std 0.5",
        base);
    images = folder.resolve("images");
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(i, i % 3 * 9, 0, 255);
      Path file = images.resolve("class" + i % 3).resolve(i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
  }

  private Run fovea(String line, Path out) {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of("--threads", "1", "--out", out.toString()));
    return Run.fovea(words.toArray(String[]::new));
  }

  private Run done(String line, Path out) {
    Run run = fovea(line, out);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static Weights weights(Path run, String file) {
    return WeightFile.read(run.resolve(file)).weights();
  }

  private String tuning(Object from) {
    return "train --weights " + from + " --data " + images + " --epochs 2 --batch 4 --lr 0.1";
  }

  /** Mode (a) with (c): all but the last layer stays, and that one is for other classes. */
  @Test
  void frozenLayersKeepTheBitsOfTheOtherRunAndTheHeadIsDrawnForItsClasses() throws Exception {
    Path run = folder.resolve("tuned");
    Run tuned = done(tuning(base) + " --freeze conv*,fc1.*,fc2.*", run);
    assertThat(tuned.err())
        .contains("takes 8 of the network's 10 tensors from " + base.resolve(BEST))
        .contains("drawn: fc3.weight f32[3,84] (f32[10,84] there), fc3.bias f32[3] (f32[10] there)")
        .contains("they were trained with mean [0.5] and std [0.5], and this run has")
        .doesNotContain("not used", "never trained");
    Weights before = weights(base, BEST);
    Weights after = weights(run, BEST);
    for (String path : List.of("conv1.weight", "conv2.bias", "fc1.weight", "fc2.bias")) {
      assertThat(after.get(path).sameBits(before.get(path))).as(path).isTrue();
    }
    assertThat(after.get("fc3.weight").shape().dim(0)).isEqualTo(3);
    assertThat(run.resolve("args.yaml")).content().contains("\nweights: " + base + "\n");
    assertThat(weights(run, "weights/pretrained.safetensors").tensors().keySet())
        .hasSize(8)
        .doesNotContain("fc3.weight");
  }

  /** Mode (d): nothing is frozen. The run needs the other one no more. */
  @Test
  void theRunIsMadeAgainAndBegunAgainWithoutTheOtherOne() throws Exception {
    Path other = folder.resolve("other");
    Path run = folder.resolve("whole");
    done("train lenet5 --data shapes --epochs 1 --limit-batches 3 --batch 64", other);
    done(tuning(other.resolve(BEST)).replace("train", "train lenet5"), run);
    assertThat(
            weights(run, BEST)
                .get("conv1.weight")
                .sameBits(weights(other, BEST).get("conv1.weight")))
        .isFalse();
    Folders.remove(other);

    Path again = folder.resolve("again");
    Run same = Run.fovea("reproduce", run.toString(), "--out", again.toString());
    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(same.out()).contains("bit-identical").doesNotContain("differs");

    // As a kill before the first checkpoint leaves it.
    Weights last = weights(run, "weights/last.safetensors");
    for (String file :
        List.of("checkpoints", "results.csv", "result.json", "weights/last.safetensors", BEST)) {
      Folders.remove(run.resolve(file));
    }
    Path kept = run.resolve("weights/pretrained.safetensors");
    byte[] bytes = Files.readAllBytes(kept);
    Weights zeros = new Weights(Map.of("conv1.weight", Tensor.zeros(TensorType.f32(6, 1, 5, 5))));
    new WeightFile(zeros, Map.of()).write(kept);
    failed(
        Run.fovea("train", "--resume", run.toString()),
        1,
        run.resolve("manifest.json")
            + ": the weights that the run began with are not in weights/pretrained.safetensors");
    Files.write(kept, bytes);
    Run resumed = Run.fovea("train", "--resume", run.toString());
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    Weights now = weights(run, "weights/last.safetensors");
    last.tensors().forEach((path, tensor) -> assertThat(tensor.sameBits(now.get(path))).isTrue());
  }

  /** Mode (c): a network in a file keeps the layers of that name and adds its own. */
  @Test
  void aTailOfOnesOwnIsTrainedBehindThePartThatIsTaken() throws Exception {
    Path file = folder.resolve("tail.yaml");
    Files.writeString(
        file,
        """
        input: 1x28x28
        layers:
          - conv: {name: conv1, filters: 6, size: 5, padding: 2}
          - relu
          - global_average_pool
          - linear: {name: mine, outputs: classes}
        """);
    Path run = folder.resolve("tailed");
    Run tailed = done(tuning(base).replace("train", "train " + file) + " --freeze mine.*", run);
    assertThat(tailed.err())
        .contains("takes 2 of the network's 4 tensors")
        .contains("drawn: mine.weight f32[3,6] (not there), mine.bias f32[3] (not there)")
        .contains("not used: conv2.weight, conv2.bias, fc1.weight, fc1.bias and 4 more")
        .contains("warning: frozen as drawn, so never trained: mine.weight, mine.bias");
  }

  @Test
  void tryingOutStartsFromTheWeightsToo() {
    Run rehearsal =
        Run.fovea("train", "--weights", base.toString(), "--data", "shapes", "--dry-run", "--json");
    assertThat(rehearsal.exit()).as(rehearsal.err()).isZero();
    assertThat(rehearsal.err()).contains("takes 10 of the network's 10 tensors");
  }

  @Test
  void whatCannotBeStartedFromIsRefusedBeforeAnythingIsWritten() throws Exception {
    Path out = folder.resolve("none");
    Path pickled = Files.writeString(folder.resolve("net.pth"), "");
    Path missing = folder.resolve("missing");
    failed(fovea(tuning(missing), out), 2, "give a MODEL to train, a --recipe, or --resume RUN");
    failed(fovea("train lenet5 --weights " + missing, out), 1, missing + ": there is no such run");
    failed(
        fovea("train lenet5 --weights " + pickled, out),
        1,
        pickled
            + ": weights pickled by PyTorch are not read; write them by safetensors.torch.save");
    failed(
        fovea("train resnet20 --data shapes --weights " + base, out),
        1,
        base.resolve(BEST) + ": these 10 tensors hold no convolution or linear layer");
    failed(
        Run.fovea("train", "--resume", base.toString(), "--weights", base.toString()),
        2,
        "--resume goes on with the run's own options; drop --weights");
    assertThat(out).doesNotExist();
  }
}
