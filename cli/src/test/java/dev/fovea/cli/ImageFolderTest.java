// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.data.catalogue.Catalogue;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a folder of images to a network that tells them apart, as a user would do it. */
class ImageFolderTest {
  private static final String SET = "left-or-right";

  @TempDir private Path folder;

  /** Removes what this class has put into the cache of whoever runs the tests. */
  @AfterAll
  static void clean() throws IOException {
    Path packed = Catalogue.standard().cacheFolder().resolve("packed");
    if (Files.exists(packed)) {
      try (DirectoryStream<Path> own = Files.newDirectoryStream(packed, SET + "-*")) {
        for (Path file : own) {
          Files.delete(file);
        }
      }
    }
  }

  /** Bright discs left or right on dark pictures of changing sizes. */
  private void paint(String path, boolean left, int number) {
    int width = 40 + number % 7;
    int height = 30 + number % 5;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(200, 100 + number, 60));
    g.fillOval(left ? 3 : width - 18, 5 + number % 9, 15, 15);
    g.dispose();
    Path file = folder.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path set() {
    for (int i = 0; i < 30; i++) {
      paint(SET + "/left/" + i + (i % 2 == 0 ? ".png" : ".jpg"), true, i);
      paint(SET + "/right/" + i + (i % 3 == 0 ? ".bmp" : ".png"), false, i);
    }
    return folder.resolve(SET);
  }

  private Run train(Object data, String options) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "train", "lenet5", "--data", data.toString(), "--size", "28", "--threads", "1"));
    line.addAll(List.of("--out", folder.resolve("run").toString(), "--overwrite", "--batch", "8"));
    line.addAll(List.of("--optimizer", "adam", "--lr", "0.003"));
    line.addAll(List.of(options.split(" ")));
    return Run.fovea(line.toArray(String[]::new));
  }

  private String kept() throws IOException {
    return Files.readString(folder.resolve("run/images.csv"));
  }

  private static String best(Run run) {
    return run.json().get("testAccuracy").toString();
  }

  @Test
  void aFolderTrainsIsMeasuredAndPredicts() throws IOException {
    Path set = set();
    Path loose = Files.copy(set.resolve("left/0.png"), set.resolve("overview.png"));
    Run trained = train(set, "--epochs 12 --augment jitter");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("images in no folder of a class are left out: 1, " + loose + " first")
        .contains(SET + ": 2 classes; 48 images to train, 0 to validate, 12 to");
    assertThat(kept().lines()).hasSize(61).contains("path,label,split");
    String run = folder.resolve("run").toString();
    // Files that come later change nothing of a run's own test.
    paint(SET + "/left/new.png", true, 31);
    Run measured = Run.fovea("evaluate", run, "--json", "--threads", "1");
    assertThat(measured.exit()).as(measured.err()).isZero();
    assertThat(measured.json().get("images").asInt()).isEqualTo(12);
    assertThat(measured.json().get("accuracy").asDouble()).isGreaterThan(0.9);
    Run other = Run.fovea("evaluate", run, "--data", set.toString(), "--json", "--threads", "1");
    assertThat(other.json().get("images").asInt()).isEqualTo(61);
    assertThat(other.err()).contains("48 of these 61 images were trained on; without --data the");
    Run beside = Run.fovea("evaluate", run, "--data-dir", "elsewhere");
    assertThat(beside.exit()).isEqualTo(2);
    assertThat(beside.err()).contains(SET + " is a place already, drop --data-dir");
    Run predicted =
        Run.fovea(
            "predict", run, set.resolve("right/0.bmp").toString(), "--json", "--threads", "1");
    assertThat(predicted.out()).contains("\"right\"");
    assertThat(predicted.exit()).isZero();
    Run again = Run.fovea("train", "--resume", run);
    assertThat(again.out()).contains("the run is complete already");
  }

  @Test
  void aRunFindsItsImagesWhereTheyWereMoved() throws IOException {
    Path set = set();
    assertThat(train(set, "--epochs 1").exit()).isZero();
    String run = folder.resolve("run").toString();
    Path moved = Files.move(set, folder.resolve(SET + "-moved"));
    for (String[] line :
        new String[][] {{"evaluate", run}, {"reproduce", run}, {"train", "--resume", run}}) {
      Run lost = Run.fovea(line);
      assertThat(lost.exit()).isEqualTo(1);
      assertThat(lost.err())
          .startsWith("fovea: " + set + ", the data of " + run + ", does not exist; where")
          .contains("evaluate takes --data DIR", "--resume " + run + " --data DIR");
    }
    Run measured = Run.fovea("evaluate", run, "--data", moved.toString(), "--threads", "1");
    assertThat(measured.exit()).as(measured.err()).isZero();
    assertThat(measured.err()).contains("48 of these 60 images were trained on");

    Path args = folder.resolve("run/args.yaml");
    String before = Files.readString(args);
    Path file = moved.resolve("left/0.png");
    Path aside = Files.move(file, folder.resolve("0.png"));
    paint(SET + "-moved/left/0.png", false, 1);
    Run other = Run.fovea("train", "--resume", run, "--data", moved.toString());
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("the images or labels of " + SET + "-moved have changed");
    assertThat(args).content().isEqualTo(before);

    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(folder.resolve("run/result.json"));
    Run again = Run.fovea("train", "--resume", run, "--data", moved.toString());
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(args).content().isEqualTo(before.replace(set.toString(), moved.toString()));
    Run own = Run.fovea("evaluate", run, "--json", "--threads", "1");
    assertThat(own.json().get("images").asInt()).isEqualTo(12);

    // Other images that are only called the same were not trained on.
    set();
    for (int i = 0; i < 30; i++) {
      paint(SET + "/left/" + i + (i % 2 == 0 ? ".png" : ".jpg"), true, i + 31);
    }
    Run alike = Run.fovea("evaluate", run, "--data", set.toString(), "--threads", "1");
    assertThat(alike.err()).contains("24 of these 60 images were trained on");
  }

  @Test
  void figuresOfTheTestAreNotThoseOfTheValidation() throws IOException {
    for (int i = 0; i < 8; i++) {
      // What is left in training and validation is right in the test: learnt well, all is wrong.
      for (String part : new String[] {"train", "val", "test"}) {
        paint(SET + "/" + part + "/left/" + i + ".png", !part.equals("test"), i);
        paint(SET + "/" + part + "/right/" + i + ".png", part.equals("test"), i);
      }
    }
    Run trained = train(folder.resolve(SET), "--epochs 12");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.out() + trained.err())
        .contains("  validation acc 1.000  ", ", validation acc 1.000")
        .doesNotContain("test acc");
    Path run = folder.resolve("run");
    JsonNode result = JsonMapper.shared().readTree(run.resolve("result.json"));
    assertThat(result.get("bestValidationAccuracy").asDouble()).isEqualTo(1);
    assertThat(result.has("bestTestAccuracy")).isFalse();
    assertThat(result.get("validationImages").asInt()).isEqualTo(16);
    assertThat(result.get("testImages").asInt()).isEqualTo(16);
    JsonNode metrics = JsonMapper.shared().readTree(run.resolve("metrics.json")).get("metrics");
    double test = metrics.get("accuracy").asDouble();
    assertThat(test).isLessThan(0.5);
    assertThat(result.get("testAccuracy").asDouble()).isEqualTo(test);
    assertThat(result.get("testLoss")).isEqualTo(metrics.get("loss"));
    assertThat(Files.readAllLines(run.resolve("results.csv")).get(0))
        .contains(",validationLoss,validationAccuracy,")
        .doesNotContain("test");
    assertThat(run.resolve("events.out.tfevents.fovea"))
        .content(StandardCharsets.ISO_8859_1)
        .contains("loss/validation", "accuracy/validation")
        .doesNotContain("loss/test");
    String place = run.toString();
    JsonNode listed = Run.fovea("runs", folder.toString(), "--json").json().get(0);
    assertThat(listed.get("accuracy").asDouble()).isEqualTo(test);
    JsonNode compared = Run.fovea("compare", place, "--json").json().get(0);
    assertThat(compared.get("accuracy").asDouble()).isEqualTo(test);
    // Killed before its report, or not over yet: nothing is known of the test.
    Files.delete(run.resolve("metrics.json"));
    assertThat(Run.fovea("runs", folder.toString()).out()).containsPattern(" -  +12/12 ");
    assertThat(Run.fovea("compare", place).exit()).isZero();
    assertThat(Run.fovea("train", "--resume", place).exit()).isZero();
    JsonNode again = JsonMapper.shared().readTree(run.resolve("result.json"));
    assertThat(again.propertyNames()).isEqualTo(result.propertyNames());
    assertThat(again.get("testAccuracy").asDouble()).isEqualTo(test);
  }

  /** As runs were before the validation part had a name of its own in their files. */
  @Test
  void anOlderRunOnThreePartsGoesOnUnderTheNewNames() throws IOException {
    for (String part : new String[] {"train", "val", "test"}) {
      for (int i = 0; i < 4; i++) {
        paint(SET + "/" + part + "/left/" + i + ".png", true, i);
        paint(SET + "/" + part + "/right/" + i + ".png", false, i);
      }
    }
    assertThat(train(folder.resolve(SET), "--epochs 1").exit()).isZero();
    Path results = folder.resolve("run/results.csv");
    String now = Files.readString(results);
    Files.writeString(results, now.replace("validation", "test"));
    Files.delete(folder.resolve("run/result.json"));
    Run again = Run.fovea("train", "--resume", folder.resolve("run").toString());
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(results).content().isEqualTo(now);
    assertThat(folder.resolve("run/result.json")).content().contains("bestValidationAccuracy");
  }

  @Test
  void aRunOnThreePartsGoesOn() {
    for (String part : new String[] {"train", "val", "test"}) {
      for (int i = 0; i < 8; i++) {
        paint(SET + "/" + part + "/left/" + i + ".png", true, i);
        paint(SET + "/" + part + "/right/" + i + ".png", false, i);
      }
    }
    Run trained = train(folder.resolve(SET), "--epochs 1");
    assertThat(trained.exit()).as(trained.err()).isZero();
    Run again = Run.fovea("train", "--resume", folder.resolve("run").toString());
    assertThat(again.out() + again.err()).contains("the run is complete already");
    paint(SET + "/val/left/3.png", false, 3);
    Run other = Run.fovea("train", "--resume", folder.resolve("run").toString());
    assertThat(other.err()).contains("the images or labels of " + SET + " have changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --crop-from 40"})
  void whereDecodedImagesAreKeptChangesNoBit(String crops) throws IOException {
    Path set = set();
    byte[] weights = null;
    for (String cache : new String[] {"ram", "disk", "none"}) {
      Run run =
          train(
              set,
              "--epochs 2 --augment resized-crop,randaugment --resize-mode letterbox"
                  + " --resize-filter lanczos --cache "
                  + cache
                  + crops);
      assertThat(run.exit()).as(run.err()).isZero();
      byte[] now = Files.readAllBytes(folder.resolve("run/weights/last.safetensors"));
      weights = weights == null ? now : weights;
      assertThat(now).as(cache).isEqualTo(weights);
    }
  }

  @Test
  void tablesChooseImagesAndParts() throws IOException {
    set();
    StringBuilder csv = new StringBuilder("path,label,split\n");
    for (int i = 0; i < 20; i++) {
      String part = i < 14 ? "train" : i < 17 ? "val" : "test";
      csv.append("left/%d%s,l,%s\n".formatted(i, i % 2 == 0 ? ".png" : ".jpg", part));
      csv.append("right/%d%s,r,%s\n".formatted(i, i % 3 == 0 ? ".bmp" : ".png", part));
    }
    Path table = Files.writeString(folder.resolve(SET + "/list.csv"), csv);
    Run run = train(table, "--epochs 1 --channels 1");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("list: 2 classes; 28 images to train, 6 to validate, 6 to test");
    assertThat(kept()).isEqualTo(csv.toString());
    Run measured =
        Run.fovea("evaluate", folder.resolve("run").toString(), "--json", "--threads", "1");
    assertThat(measured.json().get("images").asInt()).isEqualTo(6);
    String learnt = csv.toString().replaceAll(",(val|test)\\b", ",train");
    Path other = Files.writeString(folder.resolve(SET + "/learnt.csv"), learnt);
    Run none = Run.fovea("evaluate", folder.resolve("run").toString(), "--data", other.toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).startsWith("fovea: " + other + ": no row has the split test or val; ");
  }

  @Test
  void unreadableImagesEndTheRunOrAreListed() throws IOException {
    Path set = set();
    Files.writeString(set.resolve("left/7.jpg"), "not an image");
    Run failed = train(set, "--epochs 1");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("left/7.jpg is not an image of a known format");
    assertThat(folder.resolve("run")).doesNotExist();
    Run skipped = train(set, "--epochs 1 --on-bad-image skip");
    assertThat(skipped.exit()).as(skipped.err()).isZero();
    assertThat(skipped.err()).contains("1 images cannot be read and are left out:", "left/7.jpg");
    assertThat(kept()).doesNotContain("left/7.jpg");
    assertThat(folder.resolve("run/bad-images.csv")).content().contains("left/7.jpg,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none          | 2 | none does not exist; give a folder of images, a CSV file or the name
          empty         | 1 | empty holds no images
          one           | 1 | holds one class only (cat)
          few           | 1 | leaves no image to test on: each class has one
          a.csv         | 1 | a.csv:1: there is no column label, only path, class
          b.csv         | 1 | no.png does not exist or is not a file
          """)
  void mistakes(String place, int exit, String message) throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    paint("one/cat/1.png", true, 1);
    paint("few/cat/1.png", true, 1);
    paint("few/dog/1.png", true, 1);
    Files.writeString(folder.resolve("a.csv"), "path,class\nx.png,cat\n");
    Files.writeString(
        folder.resolve("b.csv"), "path,label,split\nno.png,cat,train\nnone.png,dog,test\n");
    Run run = train(folder.resolve(place), "--epochs 1");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).startsWith("fovea: ").contains(message);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void checksAFolder() throws IOException {
    Path set = set();
    Files.copy(set.resolve("left/0.png"), set.resolve("right/copy.png"));
    Path page = folder.resolve("page <1>.html");
    Run run = Run.fovea("data", "check", set.toString(), "--html", page.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            SET + ": 61 images in 2 classes, RGB",
            "ERROR    the same under different labels: 2 images in 1 group");
    assertThat(page)
        .content()
        .contains("data:image/png;base64,", "<h1>Check of\n<bdi>" + SET + "</bdi></h1>");
    assertThat(page).content().doesNotContain("http:", "https:", "<script");
    Run lost = Run.fovea("data", "check", set.toString(), "--html", folder + "/no/page.html");
    assertThat(lost.exit()).isEqualTo(1);
    assertThat(lost.out()).contains("61 images in 2 classes", "ERROR    the same under");
    assertThat(lost.out()).doesNotContain("page: ");
    assertThat(lost.err()).contains(folder + "/no/page.html");
    Files.delete(set.resolve("right/copy.png"));
    Run fine = Run.fovea("data", "check", set.toString(), "--json");
    assertThat(fine.exit()).isZero();
    assertThat(fine.json().get("problems")).isEmpty();
    assertThat(fine.json().get("counts").get("all").get(1).asInt()).isEqualTo(30);
    Run named = Run.fovea("data", "check", "shapes");
    assertThat(named.out()).contains("nothing is wrong with these images");
  }
}
