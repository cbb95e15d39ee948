// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ir.Weights;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
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
        .doesNotContain("not used", "never trained", "they were trained on");
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

  /** As the network sees them; what the user says comes first. */
  @Test
  void imagesComeInTheFormOfTheRun() throws Exception {
    Path small = folder.resolve("small");
    String tiny = "train quicknet --limit-batches 1 --epochs 1 --batch 8 --size 20 --mean 0.5";
    done(tiny + " --std 0.25 --resize-mode letterbox --data " + images + " --channels 1", small);
    Path run = folder.resolve("formed");
    Run formed = done(tuning(small.resolve(BEST)) + " --limit-batches 1", run);
    assertThat(formed.err())
        .contains("takes 37 of the network's 37 tensors")
        .doesNotContain("they were trained on");
    assertThat(run.resolve("args.yaml"))
        .content()
        .contains("model: quicknet\n", "size: 20\n", "channels: 1\n", "resizeMode: letterbox\n")
        .contains("mean:\n- 0.5\n", "std:\n- 0.25\n", "average: none\n");

    Path other = folder.resolve("others");
    Run said = done(tuning(small) + " --limit-batches 1 --size 24 --channels 3 --mean 0.1", other);
    assertThat(said.err())
        .contains(
            "they were trained on 1x20x20 images (letterbox) with mean [0.5] and std [0.25], and"
                + " this run has 3x24x24 images (letterbox) with mean [0.1] and std [0.25]");
    Path named = folder.resolve("named");
    done(tuning(small) + " --limit-batches 1 --recipe fashion-mnist/fast", named);
    assertThat(named.resolve("args.yaml")).content().contains("size: 28\n", "channels: 0\n");
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

    Path config = folder.resolve("by-config");
    done("train --config " + run.resolve("args.yaml"), config);
    for (Map.Entry<String, Tensor> weight : weights(run, BEST).tensors().entrySet()) {
      assertThat(weight.getValue().sameBits(weights(config, BEST).get(weight.getKey()))).isTrue();
    }

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
    Path args = run.resolve("args.yaml");
    String said = Files.readString(args);
    Files.writeString(args, said.replaceFirst("\nweights: .*\n", "\nweights: ''\n"));
    failed(
        Run.fovea("train", "--resume", run.toString()),
        1,
        run.resolve("manifest.json")
            + ": the run began with pretrained "
            + other.resolve(BEST)
            + " and args.yaml says none");
    Files.writeString(args, said);
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

  /** As a kill leaves it before the new run has kept what it takes over. */
  @Test
  void aRunThatReplacesTheOneItStartsFromGoesOnAfterAKill() throws Exception {
    Path run = folder.resolve("itself");
    done("train lenet5 --data shapes --epochs 1 --limit-batches 3 --batch 64", run);
    byte[] before = Files.readAllBytes(run.resolve(BEST));
    RunArgs args = RunFolder.open(run).args();
    RunArgs itself =
        new RunArgs(args.model(), args.data(), "", run.toString(), args.recipe(), args.machine());
    RunFolder.create(run, true, itself).close();
    assertThat(run.resolve(BEST)).doesNotExist();
    Run resumed = Run.fovea("train", "--resume", run.toString());
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("takes 10 of the network's 10 tensors");
    assertThat(
            WeightFile.read(run.resolve("weights/pretrained.safetensors"))
                .weights()
                .get("fc1.bias")
                .sameBits(weights(base, BEST).get("fc1.bias")))
        .isFalse();
    assertThat(Files.readAllBytes(run.resolve(BEST))).isNotEqualTo(before);
  }

  @Test
  void aFileOfSettingsMayNameTheWeights() throws Exception {
    Path config = folder.resolve("settings.yaml");
    Files.writeString(config, "epochs: 1\nlimitBatches: 1\nweights: " + base + "\n");
    Path run = folder.resolve("by-settings");
    String line = "train --config " + config + " --data " + images;
    assertThat(done(line, run).err()).contains("takes 8 of the network's 10 tensors");
    assertThat(run.resolve("args.yaml")).content().contains("model: lenet5\n");
    Path without = folder.resolve("without");
    assertThat(done(line.replace("train", "train lenet5 --weights none"), without).err())
        .doesNotContain("takes");

    Path out = folder.resolve("not-made");
    Files.writeString(config, "epochs: 1\nweights: /no/where\n");
    failed(fovea(line, out), 2, config + ":2: weights: /no/where: there is no such run or file");
    Files.writeString(config, "model: lenet5\ndataDir: \"a\\0b\"\n");
    failed(fovea("train --config " + config, out), 2, config + ":2: dataDir: ");
    assertThat(out).doesNotExist();
  }

  @Test
  void otherClassesOfTheSameNumberAreSaid() throws Exception {
    Path run = folder.resolve("labelled");
    Path renamed = folder.resolve("renamed");
    for (String pair : List.of("class0 cat", "class1 class1", "class2 dog")) {
      Path from = images.resolve(pair.split(" ")[0]);
      Path to = renamed.resolve(pair.split(" ")[1]);
      Files.createDirectories(to);
      for (String name : Folders.list(from)) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
    done(tuning(base) + " --limit-batches 1", run);
    String same = tuning(run) + " --limit-batches 1";
    assertThat(done(same, folder.resolve("same")).err()).doesNotContain("other classes");
    assertThat(done(same.replace(images.toString(), renamed.toString()), folder.resolve("o")).err())
        .contains(
            "they were trained for as many other classes: what told class0 now stands for cat");

    // A layer of one's own stands for nothing yet.
    Path tail = folder.resolve("own-tail.yaml");
    Files.writeString(
        tail,
        """
        input: 1x28x28
        layers:
          - conv: {name: conv1, filters: 6, size: 5, padding: 2}
          - global_average_pool
          - linear: {name: mine, outputs: classes}
        """);
    String own = same.replace(images.toString(), renamed.toString());
    assertThat(done(own.replace("train", "train " + tail), folder.resolve("t")).err())
        .contains("takes 2 of the network's 4 tensors")
        .doesNotContain("other classes");
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
    failed(fovea(tuning(missing), out), 2, missing + ": there is no such run or file of weights");
    failed(
        fovea("train --weights " + images + " --data shapes", out),
        2,
        images + " is not a run folder");
    Path file = folder.resolve("plain.safetensors");
    Files.copy(base.resolve(BEST), file);
    failed(
        fovea(tuning(file), out),
        2,
        "give the MODEL to train; " + file + " does not say what it is of");
    failed(
        fovea("train lenet5 --weights " + pickled, out),
        2,
        pickled
            + ": weights pickled by PyTorch are not read; write them by safetensors.torch.save");
    failed(
        fovea("train resnet20 --data shapes --weights " + base, out),
        1,
        base.resolve(BEST) + ": not for resnet20: these 10 tensors hold no convolution or linear");
    failed(
        Run.fovea("train", "--resume", base.toString(), "--weights", base.toString()),
        2,
        "--resume goes on with the run's own options; drop --weights");
    assertThat(out).doesNotExist();
  }
}
