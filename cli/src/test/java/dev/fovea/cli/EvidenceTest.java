// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Weights;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.state.WeightFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a run proves, and the commands that look at runs afterwards. */
class EvidenceTest {
  @TempDir private static Path folder;
  private static Path runs;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    runs = Files.createDirectory(folder.resolve("runs"));
    run = runs.resolve("a");
    Run trained =
        Run.fovea(
            "train",
            "lenet",
            "--data",
            "shapes",
            "--epochs",
            "2",
            "--batch",
            "500",
            "--threads",
            "1",
            "--lr",
            "0.9",
            "--out",
            run.toString());
    assertThat(trained.exit()).as(trained.err()).isZero();
  }

  private static Path copy(String name) throws IOException {
    Path to = runs.resolve(name);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(run.relativize(file).toString()));
      }
    }
    return to;
  }

  private static JsonNode json(String... command) {
    Run found = Run.fovea(command);
    assertThat(found.exit()).as(found.err()).isZero();
    return found.json();
  }

  private static void remove(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void trainingLeavesItsEvidence() {
    for (String file :
        List.of(
            "metrics.json",
            "report.html",
            "events.out.tfevents.fovea",
            "plots/curves.png",
            "plots/lr.png",
            "plots/confusion.png",
            "plots/confusion-normalised.png",
            "plots/classes.png",
            "plots/calibration.png")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    assertThat(run.resolve("report.html")).content().contains("lenet on shapes", "Worst mistakes");
  }

  @Test
  void evaluateMeasuresWhatTheReportSays() {
    JsonNode found = json("evaluate", run.toString(), "--json");
    JsonNode left = JsonMapper.shared().readTree(run.resolve("metrics.json")).get("metrics");
    for (String key : List.of("accuracy", "rocAuc", "brier", "calibrationError", "matthews")) {
      assertThat(found.get("metrics").get(key).asDouble())
          .as(key)
          .isCloseTo(left.get(key).asDouble(), within(1e-6));
    }
    assertThat(found.get("views").asInt()).isEqualTo(1);
    assertThat(found.get("labels").size()).isEqualTo(10);
    String text = Run.fovea("evaluate", run.toString()).out();
    assertThat(text)
        .contains("accuracy with 95 % confidence from", "ROC-AUC", "calibration error")
        .containsPattern("disc +0\\.\\d{4}")
        .contains("macro average");
  }

  @Test
  void viewsAreAveragedWhenAskedFor() {
    double plain = json("evaluate", run.toString(), "--json").get("loss").asDouble();
    JsonNode both = json("evaluate", run.toString(), "--tta", "--json");
    assertThat(both.get("views").asInt()).isEqualTo(10);
    assertThat(both.get("loss").asDouble()).isNotEqualTo(plain);
    JsonNode flips = json("evaluate", run.toString(), "--tta", "flip", "--json");
    assertThat(flips.get("views").asInt()).isEqualTo(2);
    Run wrong = Run.fovea("evaluate", run.toString(), "--tta", "flop");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("fovea: --tta: 'flop' is not flip, shift or both; RUN goes");
    Path state = run.resolve("checkpoints/last.safetensors");
    String unlearnt =
        state + ": names no labels, so it is not what a run of Fovea has learnt; give";
    failed(Run.fovea("evaluate", state.toString()), 1, unlearnt);
    failed(Run.fovea("evaluate", "--tta", run.toString()), 2, "--tta: '" + run + "' is not flip,");
  }

  @Test
  void predictTakesFoldersAndPatterns() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures/deep, down"));
    ShapesDataset shapes = new ShapesDataset(1, 1, 4);
    for (int i = 0; i < 4; i++) {
      picture(pictures.resolve(i + (i % 2 == 0 ? ".png" : ".bmp.PNG")), shapes, i);
    }
    Files.writeString(pictures.resolve("notes.txt"), "no picture");
    JsonNode all = json("predict", run.toString(), pictures.getParent().toString(), "--json");
    assertThat(all).hasSize(4);
    assertThat(all.get(0).get("image").asString()).endsWith("0.png");
    JsonNode some = json("predict", run.toString(), pictures + "/[01].*", "--json");
    assertThat(some).hasSize(2);
    String above = pictures.getParent().toString();
    for (String pattern :
        List.of(
            "/**/*.png",
            "//deep, down/**/*.png",
            "/deep, down//**/[02].*",
            "/**/{[02].*,x/**/y}")) {
      assertThat(json("predict", run.toString(), above + pattern, "--json")).as(pattern).hasSize(2);
    }

    String csv = Run.fovea("predict", run.toString(), pictures.toString(), "--csv").out();
    assertThat(csv.lines()).hasSize(1 + 4 * 5).first().isEqualTo("image,rank,label,probability");
    assertThat(csv.lines().skip(1))
        .allMatch(line -> line.matches("\".*deep, down.*\",[1-5],[a-z]+,[0-9.E-]+"));
    failed(Run.fovea("predict", run.toString(), pictures + "/*.gif"), 1, "no file is meant by");
    failed(Run.fovea("predict", run.toString(), "x/[", "--csv"), 2, "'x/[' is not a pattern");
    failed(
        Run.fovea("predict", run.toString(), pictures.toString(), "--csv", "--json"),
        2,
        "--csv and --json are two forms");
  }

  @Test
  void aBadImageTakesNoOtherWithIt() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("one bad"));
    ShapesDataset shapes = new ShapesDataset(1, 1, 2);
    picture(pictures.resolve("a.png"), shapes, 0);
    Path bad = Files.writeString(pictures.resolve("b.png"), "not an image");
    picture(pictures.resolve("c.png"), shapes, 1);
    String place = pictures.toString();
    Run failing = Run.fovea("predict", run.toString(), place);
    assertThat(failing.exit()).isEqualTo(1);
    assertThat(failing.err()).startsWith("fovea: " + bad + " is not an image of a known format");
    assertThat(failing.out().lines()).hasSize(1).first().asString().contains("a.png: ");
    Run skipping = Run.fovea("predict", run.toString(), place, "--on-bad-image", "skip");
    assertThat(skipping.exit()).as(skipping.err()).isZero();
    assertThat(skipping.out().lines()).hasSize(2);
    assertThat(skipping.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("left out: " + bad + " is not an image of a known format");
    assertThat(Run.fovea("predict", run.toString(), place, "--on-bad-image", "skip", "--csv").out())
        .hasLineCount(1 + 2 * 5);
    JsonNode all = json("predict", run.toString(), place, "--on-bad-image", "skip", "--json");
    assertThat(all).hasSize(3);
    assertThat(all.get(0).get("trouble").isNull()).isTrue();
    assertThat(all.get(1).get("image").asString()).isEqualTo(bad.toString());
    assertThat(all.get(1).get("label").isNull()).isTrue();
    assertThat(all.get(1).get("trouble").asString()).startsWith(bad + " is not an image of");
    Run none = Run.fovea("predict", run.toString(), bad.toString(), "--on-bad-image", "skip");
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).endsWith("fovea: none of the 1 images can be read\n");
  }

  private static void picture(Path file, ShapesDataset shapes, int index) throws IOException {
    byte[] pixels = new byte[28 * 28];
    shapes.read(index, pixels, 0);
    BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setDataElements(0, 0, 28, 28, pixels);
    ImageIO.write(grey, "png", file.toFile());
  }

  @Test
  void runsAreListedAlsoWhenSomeAreBroken() throws IOException {
    Path cut = copy("cut");
    Files.delete(cut.resolve("result.json"));
    Path truncated = copy("truncated");
    String result = Files.readString(run.resolve("result.json"));
    Files.writeString(truncated.resolve("result.json"), result.substring(0, result.length() / 2));
    Path wrong = copy("wrong");
    Files.writeString(wrong.resolve("results.csv"), "epoch,trainLoss\n1,x\n");
    Files.createDirectory(runs.resolve("no-run"));

    JsonNode rows = json("runs", runs.toString(), "--json");
    assertThat(rows.valueStream().map(row -> row.get("run").asString()))
        .containsExactly("a", "cut", "truncated", "wrong");
    assertThat(rows.valueStream().map(row -> row.get("state").asString()))
        .containsExactly("finished", "interrupted", "damaged", "damaged");
    assertThat(rows.get(0).get("epochs").asInt()).isEqualTo(2);
    assertThat(rows.get(0).get("seconds").asDouble()).isPositive();
    assertThat(rows.get(1).get("seconds"))
        .as("time of the same epochs, finished or not")
        .isEqualTo(rows.get(0).get("seconds"));
    assertThat(rows.get(1).get("accuracy")).isEqualTo(rows.get(0).get("accuracy"));
    assertThat(rows.get(2).get("trouble").asString()).contains("result.json is damaged");
    assertThat(rows.get(3).get("trouble").asString()).contains("results.csv is damaged");
    assertThat(Run.fovea("runs", runs.toString()).out())
        .containsPattern("a +lenet +shapes +[0-9.]+ % +2/2 .* finished")
        .containsPattern("cut .* interrupted");

    for (int length : new int[] {3, 20, 60, 200, result.length() - 3}) {
      Files.writeString(truncated.resolve("result.json"), result.substring(0, length));
      Run damaged = Run.fovea("compare", truncated.toString());
      failed(damaged, 1, truncated + "/result.json is damaged: Unexpected end-of-input");
      assertThat(damaged.err()).doesNotContain("Source", "REDACTED", "marker at");
    }
    failed(Run.fovea("compare", truncated.toString()), 1, truncated + "/result.json is damaged");
    failed(Run.fovea("reproduce", cut.toString()), 1, cut + " is not finished; finish it with");
    failed(Run.fovea("runs", folder.resolve("none").toString()), 1, "there is no folder");
    assertThat(Run.fovea("runs", runs.resolve("no-run").toString()).out()).startsWith("no runs in");
    for (Path each : List.of(cut, truncated, wrong, runs.resolve("no-run"))) {
      remove(each);
    }
  }

  @Test
  void runsAreComparedInATableAndPictures() throws IOException {
    Path other = folder.resolve("other");
    Run mlp =
        Run.fovea(
            "train",
            "mlp5",
            "--data",
            "shapes",
            "--epochs",
            "1",
            "--batch",
            "1000",
            "--threads",
            "1",
            "--out",
            other.toString());
    assertThat(mlp.exit()).as(mlp.err()).isZero();
    Path out = folder.resolve("compare");
    JsonNode rows =
        json("compare", run.toString(), other.toString(), "--out", out.toString(), "--json");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).get("parameters").asLong()).isEqualTo(61_706);
    assertThat(rows.get(0).get("weightBytes").asLong()).isEqualTo(4 * 61_706);
    assertThat(rows.get(0).get("macs").asLong()).isPositive();
    assertThat(rows.get(1).get("epochs").asInt()).isEqualTo(1);
    assertThat(ImageIO.read(out.resolve("curves.png").toFile()).getWidth()).isEqualTo(1650);
    assertThat(ImageIO.read(out.resolve("macs.png").toFile()).getWidth()).isEqualTo(1200);

    Path begun = copy("begun");
    Files.delete(begun.resolve("results.csv"));
    Files.delete(begun.resolve("result.json"));
    Run partly =
        Run.fovea("compare", run.toString(), begun.toString(), "--out", out.toString(), "--json");
    assertThat(partly.err()).isEqualTo("not in macs.png, for want of a test accuracy: begun\n");
    assertThat(partly.json().get(1).get("accuracy").isNull()).isTrue();
    Files.delete(out.resolve("macs.png"));
    assertThat(Run.fovea("compare", begun.toString(), "--out", out.toString()).out())
        .contains("curves.png")
        .doesNotContain("macs.png");
    assertThat(out.resolve("macs.png")).doesNotExist();
    remove(begun.resolve("weights"));
    JsonNode without = json("compare", run.toString(), begun.toString(), "--json");
    assertThat(without.get(0)).isEqualTo(rows.get(0));
    assertThat(without.get(1).get("parameters").isNull()).isTrue();
    assertThat(Run.fovea("compare", begun.toString()).out())
        .containsPattern("begun +lenet +shapes +- +- +0 +- +- +- .* interrupted");
    remove(begun);

    JsonNode flat = json("inspect", other.toString(), "--test", "1", "--json");
    assertThat(flat.get("files")).as("a network without maps").hasSize(2);

    String same = run + "/.";
    failed(Run.fovea("compare", run.toString(), same), 2, same + " is given twice");
    failed(Run.fovea("compare", folder.toString()), 1, folder + " is not a run folder");
    Files.delete(other.resolve("weights/best.safetensors"));
    Files.delete(other.resolve("weights/last.safetensors"));
    String gone = other + " is finished, but its weights are gone";
    failed(Run.fovea("compare", other.toString()), 1, gone);
    failed(Run.fovea("inspect", other.toString()), 1, gone);
    Path result = other.resolve("result.json");
    Path aside = folder.resolve("result.json");
    Files.move(result, aside);
    failed(Run.fovea("inspect", other.toString()), 1, other + " has no weights yet");
    Files.move(aside, result);
    failed(Run.fovea("reproduce", other.toString()), 1, other + "/weights/best.safetensors: the");
  }

  @Test
  void aRunIsReproducedBitByBitOrNot() throws IOException {
    JsonNode same = json("reproduce", run.toString(), "--json");
    assertThat(same.get("identical").asBoolean()).isTrue();
    assertThat(same.get("differences")).isEmpty();
    assertThat(same.get("files")).hasSize(2);
    assertThat(same.get("files").get(0).get("sha256"))
        .isEqualTo(same.get("files").get(0).get("other"));

    Path changed = copy("changed");
    Path weights = changed.resolve("weights/last.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    Path manifest = changed.resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replaceAll("\"cores\" : \\d+", "\"cores\" : 99"));
    Path kept = folder.resolve("kept");
    Run differs = Run.fovea("reproduce", changed.toString(), "--out", kept.toString());
    assertThat(differs.exit()).as(differs.err()).isEqualTo(1);
    assertThat(differs.out())
        .contains("differs: machine cores was 99 and is", "best weights: the same")
        .contains("last weights: not the same, first in ", changed + ": not bit-identical");
    assertThat(kept.resolve("weights/last.safetensors")).exists();

    Path best = changed.resolve("weights/best.safetensors");
    Files.write(best, Arrays.copyOf(bytes, bytes.length / 2));
    Path never = folder.resolve("never");
    Run cut = Run.fovea("reproduce", changed.toString(), "--out", never.toString());
    failed(cut, 1, best.toString());
    assertThat(never).as("trained for nothing").doesNotExist();
    Files.write(best, bytes);
    Path args = changed.resolve("args.yaml");
    Files.writeString(args, Files.readString(args).replaceAll("(?m)^seed: .*", "seed: 77"));
    Run other = Run.fovea("reproduce", changed.toString(), "--out", never.toString());
    failed(other, 1, manifest + ": the run began with seed 0 and args.yaml says 77, which ends");
    assertThat(never).as("trained for nothing").doesNotExist();
    remove(changed);
    failed(Run.fovea("reproduce", folder.toString()), 1, folder + " is not a run folder");
  }

  @Test
  void aNetworkIsInspected() throws IOException {
    Path out = folder.resolve("inspect");
    JsonNode found =
        json("inspect", run.toString(), "--test", "3", "--out", out.toString(), "--json");
    assertThat(found.get("truth").asString()).isEqualTo("frame");
    assertThat(found.get("shifts").asInt()).isEqualTo(80);
    assertThat(found.get("stableShifts").asInt()).isBetween(0, 80);
    assertThat(found.get("probabilities").size()).isEqualTo(5);
    assertThat(found.get("files")).hasSize(5);
    for (JsonNode file : found.get("files")) {
      assertThat(ImageIO.read(Path.of(file.asString()).toFile())).isNotNull();
    }
    Path picture = folder.resolve("one.png");
    picture(picture, new ShapesDataset(1, 1, 4), 3);
    JsonNode again =
        json("inspect", run.toString(), picture.toString(), "--layer", "conv2", "--json");
    assertThat(again.get("probabilities")).isEqualTo(found.get("probabilities"));
    assertThat(run.resolve("inspect/features-conv2.png")).exists();
    assertThat(Run.fovea("inspect", run.toString()).out()).contains("filters.png", "give an IMAGE");
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() throws IOException {
    Path spoilt = copy("spoilt");
    Path file = spoilt.resolve("weights/best.safetensors");
    WeightFile before = WeightFile.read(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>(before.weights().tensors());
    tensors.computeIfPresent(
        "conv1.weight",
        (path, t) -> {
          float[] values = t.floats().clone();
          values[0] = Float.NaN;
          return Tensor.of(t.shape(), values);
        });
    new WeightFile(new Weights(tensors), before.about()).write(file);
    Path picture = folder.resolve("any.png");
    picture(picture, new ShapesDataset(1, 1, 4), 0);
    String message = file + ": conv1.weight holds a value that is not finite, so these weights";
    failed(Run.fovea("predict", spoilt.toString(), picture.toString()), 1, message);
    failed(Run.fovea("inspect", spoilt.toString(), picture.toString()), 1, message);
    failed(Run.fovea("evaluate", spoilt.toString()), 1, message);
    remove(spoilt);
  }

  @Test
  void anImageOfTheTestIsResizedAsInTraining() throws IOException {
    Path larger = folder.resolve("larger");
    Run trained =
        Run.fovea(
            "train",
            "lenet5",
            "--data",
            "shapes",
            "--size",
            "32",
            "--resize-filter",
            "box",
            "--epochs",
            "1",
            "--batch",
            "500",
            "--threads",
            "1",
            "--out",
            larger.toString());
    assertThat(trained.exit()).as(trained.err()).isZero();
    Path picture = folder.resolve("three.png");
    picture(picture, new ShapesDataset(1, 1, 4), 3);
    JsonNode file = json("inspect", larger.toString(), picture.toString(), "--json");
    JsonNode test = json("inspect", larger.toString(), "--test", "3", "--json");
    assertThat(test.get("probabilities")).isEqualTo(file.get("probabilities"));
  }

  @Test
  void whatCannotBeInspectedIsSaid() throws IOException {
    String place = run.toString();
    failed(
        Run.fovea("inspect", place, "--test", "0", "--layer", "conv3"),
        1,
        "unknown layer 'conv3'; did you mean conv");
    failed(Run.fovea("inspect", place, "--layer", "conv1"), 2, "--layer needs a picture");
    failed(Run.fovea("inspect", place, "--test", "2000"), 1, "--test is 2000, expected 0 to 1999");
    failed(Run.fovea("inspect", place, "x.png", "--test", "1"), 2, "give an IMAGE or --test N");
    Path text = Files.writeString(folder.resolve("text.png"), "not an image");
    failed(Run.fovea("inspect", place, text.toString()), 1, text + " is not an image of");
    Path none = folder.resolve("none");
    failed(Run.fovea("inspect", none.toString()), 1, "there is no run folder " + none);
  }
}
