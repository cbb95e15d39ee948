// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Weights;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.state.WeightFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run from its making to its use, and what is answered when its files are not what they were. */
class TrainCommandTest {
  private static final String[] TRAIN = {
    "train", "lenet", "--data", "shapes", "--epochs", "1", "--batch", "1000", "--threads", "1"
  };

  @TempDir private static Path folder;
  private static Path run;
  private static Run trained;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    trained = Run.fovea(and(TRAIN, "--lr", "0.5", "--out", run.toString(), "--json"));
  }

  private static String[] and(String[] args, String... more) {
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }

  @Test
  void leavesARunAndPrintsItsResult() {
    assertThat(trained.exit()).as(trained.err()).isZero();
    JsonNode result = trained.json();
    assertThat(result).isEqualTo(JsonMapper.shared().readTree(run.resolve("result.json")));
    assertThat(result.get("model").asString()).isEqualTo("lenet");
    assertThat(result.get("dataset").asString()).isEqualTo("shapes");
    assertThat(result.get("epochs").asInt()).isEqualTo(1);
    assertThat(result.get("threads").asInt()).isEqualTo(1);
    assertThat(result.get("backend").asString()).isEqualTo("onednn");
    assertThat(result.get("trainLoss").asDouble()).isBetween(1.0, 4.0);
    assertThat(trained.err()).contains("lenet on shapes: 61706 parameters", "epoch 1/1");
    assertThat(run.resolve("args.yaml")).content().contains("batch: 1000", "lr: 0.5");
  }

  @Test
  void evaluateFindsTheAccuracyOfTheResult() {
    JsonNode found = Run.fovea("evaluate", run.toString(), "--json").json();
    assertThat(found.get("accuracy").asDouble())
        .isEqualTo(trained.json().get("testAccuracy").asDouble());
    assertThat(found.get("loss").asDouble())
        .isCloseTo(trained.json().get("testLoss").asDouble(), within(1e-4));
    assertThat(found.get("images").asInt()).isEqualTo(2000);
    assertThat(found.get("imagesPerSecond").asDouble()).isPositive();
    String weights = run.resolve("weights/last.safetensors").toString();
    assertThat(Run.fovea("evaluate", weights).out()).contains("lenet on the 2,000 test images");
  }

  @Test
  void predictNamesClassesWithProbabilities() throws IOException {
    Path picture = folder.resolve("disc.png");
    byte[] pixels = new byte[28 * 28];
    new ShapesDataset(1, 1, 10).read(0, pixels, 0);
    BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setDataElements(0, 0, 28, 28, pixels);
    ImageIO.write(grey, "png", picture.toFile());
    Path wide = folder.resolve("wide.jpg");
    ImageIO.write(new BufferedImage(90, 40, BufferedImage.TYPE_INT_RGB), "jpg", wide.toFile());

    Run run2 = Run.fovea("predict", run.toString(), picture.toString(), wide.toString(), "--json");
    JsonNode found = run2.json();
    assertThat(found).hasSize(2);
    JsonNode disc = found.get(0);
    assertThat(disc.get("image").asString()).isEqualTo(picture.toString());
    assertThat(disc.get("probabilities").propertyNames())
        .containsExactlyInAnyOrderElementsOf(ShapesDataset.splits(1, 10, 10).train().labels());
    double sum = disc.get("probabilities").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(sum).isCloseTo(1, within(1e-9));
    String label = disc.get("label").asString();
    assertThat(disc.get("probability")).isEqualTo(disc.get("probabilities").get(label));
    assertThat(disc.get("probabilities").propertyNames().iterator().next()).isEqualTo(label);

    String text = Run.fovea("predict", run.toString(), picture.toString(), "--top", "2").out();
    assertThat(text).startsWith(picture + ": " + label + " ").contains(" %, ");
  }

  @Test
  void aFolderWithARunIsNotOverwrittenUnasked() {
    Run again = Run.fovea(and(TRAIN, "--out", run.toString()));
    failed(again, 1, run + " holds a run already; go on with it by --resume");
  }

  @Test
  void resumeTakesNoOtherOptions() {
    failed(
        Run.fovea("train", "--resume", run.toString(), "--lr", "2", "--epochs", "9"),
        2,
        "--resume goes on with the run's own options; drop --");
    failed(
        Run.fovea("train", "lenet", "--resume", run.toString()),
        2,
        "--resume goes on with the run's own model");
    failed(Run.fovea("train", "--resume", folder.resolve("none").toString()), 1, "there is no run");
  }

  @Test
  void resumingACompleteRunSaysSoAndLeavesItAsItIs() throws IOException {
    Map<Path, String> before = files();
    Run again = Run.fovea("train", "--resume", run.toString());
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).contains("complete already", "run: " + run);
    assertThat(files()).isEqualTo(before).hasSizeGreaterThan(12);

    Files.delete(run.resolve("report.html"));
    String result = before.get(run.resolve("result.json"));
    Run repaired = Run.fovea("train", "--resume", run.toString(), "--json");
    assertThat(repaired.exit()).as(repaired.err()).isZero();
    assertThat(repaired.json()).isEqualTo(trained.json());
    assertThat(run.resolve("report.html"))
        .content()
        .contains("lenet on shapes", "Worst mistakes", "dataset sha256")
        .as("a network of the zoo has no file")
        .doesNotContain("network sha256");
    assertThat(files()).containsEntry(run.resolve("result.json"), result);
  }

  @Test
  void aCompleteRunIsNotTrainedOnWhenItsArgumentsChange() throws IOException {
    Path args = run.resolve("args.yaml");
    String old = Files.readString(args);
    Files.writeString(args, old.replace("epochs: 1", "epochs: 2"));
    try {
      failed(Run.fovea("train", "--resume", run.toString()), 1, "the checkpoint was trained with");
    } finally {
      Files.writeString(args, old);
    }
  }

  @Test
  void aRunWithoutItsCheckpointIsNotTrainedOver() throws IOException {
    Path copy = copy("lost");
    Path checkpoint = copy.resolve("checkpoints/last.safetensors");
    Files.delete(checkpoint);
    Path weights = copy.resolve("weights/best.safetensors");
    byte[] learnt = Files.readAllBytes(weights);
    Run again = Run.fovea("train", "--resume", copy.toString());
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).contains("complete already", "run: " + copy);
    assertThat(again.err()).doesNotContain("epoch 1");

    Files.delete(copy.resolve("report.html"));
    failed(
        Run.fovea("train", "--resume", copy.toString()),
        1,
        copy + " is complete, but report.html is missing, and so is what it is made from, ");
    Files.delete(copy.resolve("result.json"));
    Path results = copy.resolve("results.csv");
    String rows = Files.readString(results);
    String row = rows.lines().toList().get(1);
    Files.writeString(results, rows + row.replaceFirst("^1", "2") + "\n");
    failed(
        Run.fovea("train", "--resume", copy.toString()),
        1,
        checkpoint + ": missing, and without it the run cannot go on after its 2 epochs");
    assertThat(Files.readAllBytes(weights)).isEqualTo(learnt);

    // What a run has that is killed before its first checkpoint is made again, to the same bits.
    Files.writeString(results, rows);
    Run anew = Run.fovea("train", "--resume", copy.toString());
    assertThat(anew.exit()).as(anew.err()).isZero();
    assertThat(Files.readAllBytes(weights)).isEqualTo(learnt);
  }

  @Test
  void aRunOfALargerMachineGoesOnWithThreadsThatThisOneHas() throws IOException {
    Path copy = copy("larger");
    Path args = copy.resolve("args.yaml");
    Path manifest = copy.resolve("manifest.json");
    Files.writeString(args, Files.readString(args).replace("\nthreads: 1", "\nthreads: 4096"));
    String before = Files.readString(manifest);
    Files.writeString(manifest, before.replace("\"threads\" : 1,", "\"threads\" : 4096,"));
    Run complete = Run.fovea("train", "--resume", copy.toString());
    assertThat(complete.exit()).as(complete.err()).isZero();
    failed(Run.fovea("reproduce", copy.toString()), 2, args + ": threads is 4096, expected 1 to ");
    Files.delete(copy.resolve("result.json"));
    failed(
        Run.fovea("train", "--resume", copy.toString()),
        2,
        args + ": threads is 4096, expected 1 to ");
    Run again =
        Run.fovea("train", "--resume", copy.toString(), "--threads", "1", "--loader-threads", "0");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).contains("the run began with 4096 threads and goes on with 1; from");
    assertThat(args).content().contains("threads: 4096");
    assertThat(manifest).content().contains("\"resumedThreads\" : [ 1 ]");
    Run made = Run.fovea("reproduce", copy.toString(), "--threads", "1");
    assertThat(made.out())
        .contains("differs: threads were 4096 at first, and 1 when the run was resumed");
  }

  @Test
  void aRunIsMadeAgainWithOtherThreadsAndNotWithoutItsManifest() throws IOException {
    Run again = Run.fovea("reproduce", run.toString(), "--threads", "2");
    assertThat(again.err()).contains("the run had 1 threads and is made again with 2; the last");
    assertThat(again.out()).contains("differs: threads was 1 and is 2", "best weights: ");
    Path copy = copy("bare");
    Path manifest = copy.resolve("manifest.json");
    Files.writeString(manifest, "{");
    failed(Run.fovea("reproduce", copy.toString()), 1, manifest + " is damaged: ");
    Files.delete(manifest);
    failed(Run.fovea("reproduce", copy.toString()), 1, "cannot read " + manifest);
  }

  /** A copy of the run. */
  private static Path copy(String name) throws IOException {
    Path to = folder.resolve(name);
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(run.relativize(file).toString()));
      }
    }
    return to;
  }

  /** What tells one writing of each file of the run from the next. */
  private static Map<Path, String> files() throws IOException {
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        found.put(file, facts.fileKey() + " " + facts.lastModifiedTime() + " " + facts.size());
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "model: lenet, model: mlp5, network lenet and args.yaml says mlp5",
    "seed: 0, seed: 7, seed 0 and args.yaml says 7",
    "backend: onednn, backend: reference, backend onednn and args.yaml says reference",
    "precision: f32, precision: f64, precision f32 and args.yaml says f64",
    "'\nthreads: 1', '\nthreads: 2', threads 1 and args.yaml says 2"
  })
  void argumentsThatChangedAreRefused(String was, String is, String message) throws IOException {
    Path changed = folder.resolve("changed");
    Files.createDirectories(changed);
    String args = Files.readString(run.resolve("args.yaml"));
    assertThat(args).contains(was);
    Files.writeString(changed.resolve("args.yaml"), args.replace(was, is));
    Path manifest = changed.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(run.resolve("manifest.json")));
    failed(
        Run.fovea("train", "--resume", changed.toString()),
        1,
        manifest + ": the run began with " + message);
  }

  @Test
  void damagedAndForeignFilesAreNamed() throws IOException {
    Path broken = folder.resolve("broken");
    Files.createDirectories(broken.resolve("weights"));
    Files.createDirectories(broken.resolve("checkpoints"));
    Files.copy(run.resolve("args.yaml"), broken.resolve("args.yaml"));
    Path weights = broken.resolve("weights/best.safetensors");
    Path checkpoint = broken.resolve("checkpoints/last.safetensors");

    failed(Run.fovea("evaluate", broken.toString()), 1, broken + " has no weights yet");
    byte[] whole = Files.readAllBytes(run.resolve("weights/best.safetensors"));
    Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));
    failed(Run.fovea("evaluate", broken.toString()), 1, weights.toString());
    failed(Run.fovea("predict", broken.toString(), "x.png"), 1, weights.toString());
    Files.write(weights, foreign());
    failed(Run.fovea("evaluate", broken.toString()), 1, weights + ": names no labels");

    Files.write(checkpoint, "not a checkpoint at all".getBytes(StandardCharsets.UTF_8));
    failed(Run.fovea("train", "--resume", broken.toString()), 1, checkpoint.toString());
    Files.write(checkpoint, whole);
    failed(Run.fovea("train", "--resume", broken.toString()), 1, checkpoint + ": not a checkpoint");
    String args = Files.readString(broken.resolve("args.yaml"));
    Files.writeString(broken.resolve("args.yaml"), args.replace("n: f32", "n: f8"));
    String expected =
        broken.resolve("args.yaml") + ": there is no precision 'f8', only [f32, bf16, f64]";
    failed(Run.fovea("train", "--resume", broken.toString()), 1, expected);
    Files.write(weights, whole);
    failed(Run.fovea("evaluate", broken.toString()), 1, expected);
    for (String[] wrong :
        new String[][] {
          {"model: lenet", "model: lenett", ": unknown model 'lenett'"},
          {"size: 28", "size: 0", ": "},
          {"\nsize: 28", "\nsize: 8", ": conv2: Conv2d: input"}
        }) {
      Files.writeString(broken.resolve("args.yaml"), args.replace(wrong[0], wrong[1]));
      failed(Run.fovea("evaluate", broken.toString()), 1, broken.resolve("args.yaml") + wrong[2]);
    }
    for (String[] wrong :
        new String[][] {{"model: lenet", "model: lenet5"}, {"\nsize: 28", "\nsize: 64"}}) {
      Files.writeString(broken.resolve("args.yaml"), args.replace(wrong[0], wrong[1]));
      failed(
          Run.fovea("evaluate", broken.toString()),
          1,
          weights + " does not fit " + broken.resolve("args.yaml") + ": ");
    }
    Files.writeString(broken.resolve("args.yaml"), args);
    WeightFile own = WeightFile.read(weights);
    Map<String, String> about = new TreeMap<>(own.about());
    about.put("labels", "[]");
    new WeightFile(own.weights(), about).write(weights);
    failed(Run.fovea("evaluate", broken.toString()), 1, weights + ": names no labels");
    Map<String, Tensor> tensors = new TreeMap<>(own.weights().tensors());
    tensors.put("fc3.biass", tensors.remove("fc3.bias"));
    new WeightFile(new Weights(tensors), own.about()).write(weights);
    failed(
        Run.fovea("predict", broken.toString(), run.resolve("plots/curves.png").toString()),
        1,
        weights + " does not fit " + broken.resolve("args.yaml") + ": fc3.bias: missing from");
    Files.writeString(broken.resolve("args.yaml"), "model: lenet\nlrr: 3\n");
    failed(Run.fovea("train", "--resume", broken.toString()), 1, broken.resolve("args.yaml") + "");
  }

  /** A well-formed safetensors file that some other program wrote. */
  private static byte[] foreign() {
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(8 + header.length() + 4)
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8)).array();
  }

  @Test
  void aFinishedRunWithoutItsBestWeightsSaysSo() throws IOException {
    Path copy = copy("worse");
    Files.delete(copy.resolve("weights/best.safetensors"));
    String picture = run.resolve("plots/curves.png").toString();
    for (String[] line :
        new String[][] {
          {"evaluate", copy + ""}, {"predict", copy + "", picture}, {"inspect", copy + ""}
        }) {
      Run used = Run.fovea(line);
      assertThat(used.exit()).as(used.err()).isZero();
      assertThat(used.err())
          .contains(
              copy.resolve("weights/best.safetensors") + " is gone; the weights of the last epoch");
    }
    assertThat(Run.fovea("evaluate", run.toString()).err()).doesNotContain("is gone");
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not an image");
    failed(
        Run.fovea("predict", run.toString(), text.toString()),
        1,
        text + " is not an image of a known format");
    Path none = folder.resolve("none.png");
    failed(Run.fovea("predict", run.toString(), none.toString()), 1, none + " does not exist");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    failed(Run.fovea("predict", run.toString(), empty.toString()), 1, empty + " holds no pictures");
    Path bomb = Files.write(folder.resolve("bomb.png"), Pictures.claiming(60_000, 60_000));
    failed(
        Run.fovea("predict", run.toString(), bomb.toString()), 1, bomb + ": claims 60000 x 60000");
    failed(Run.fovea("predict", run.toString()), 2, "missing required parameter: 'IMAGE'");
    failed(Run.fovea("predict", run.toString(), text.toString(), "--top", "0"), 2, "--top is 0");
  }

  static void failed(Run run, int exit, String message) {
    assertThat(run.err().lines().filter(line -> line.startsWith("fovea: ")))
        .as(run.err())
        .singleElement()
        .asString()
        .startsWith("fovea: " + message);
    assertThat(run.err()).doesNotContain("\tat ", "Exception");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(exit);
  }
}
