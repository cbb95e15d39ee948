// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.MemoryDataset;
import dev.fovea.data.check.CheckResult.Problem;
import dev.fovea.data.check.CheckResult.Range;
import dev.fovea.data.check.CheckResult.Severity;
import dev.fovea.data.listing.Gallery;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.shapes.ShapesDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataCheckTest {
  @TempDir private Path root;
  private Gallery gallery;

  @BeforeEach
  void open() {
    gallery = new Gallery(root);
  }

  private CheckResult check() {
    Map<String, Dataset> parts = new LinkedHashMap<>(ImageList.read(root).parts());
    CheckResult result = new DataCheck(parts, 8, 1, line -> {}).run();
    assertThat(new DataCheck(parts, 8, 3, line -> {}).run()).isEqualTo(result);
    return result;
  }

  private static List<String> texts(CheckResult result, Severity severity) {
    return result.problems().stream()
        .filter(p -> p.severity() == severity)
        .map(Problem::text)
        .toList();
  }

  @Test
  void nothingIsWrongWithGoodData() {
    gallery.add("train/cat", 5).add("train/dog", 6).add("test/cat", 2).add("test/dog", 1);
    CheckResult result = check();
    assertThat(result.problems()).isEmpty();
    assertThat(result.images()).isEqualTo(14);
    assertThat(result.counts()).isEqualTo(Map.of("train", List.of(5, 6), "test", List.of(2, 1)));
    assertThat(result.width()).isEqualTo(new Range(9, 10, 13));
    assertThat(result.formats()).isEqualTo(Map.of("PNG", 14));
    assertThat(result.modes()).isEqualTo(Map.of("RGB", 14));
    assertThat(result.hasErrors()).isFalse();
  }

  @Test
  void saysWhatTrainingCannotBeginWithout() {
    gallery.add("cat", 4);
    assertThat(texts(check(), Severity.ERROR))
        .containsExactly("there is one class only, [cat]; at least two are needed to tell apart");
  }

  @Test
  void aClassOfOneImageHasNoneForTheTest() {
    gallery.add("cat", 1).add("dog", 1);
    assertThat(texts(check(), Severity.ERROR))
        .containsExactly("no class has more than one image, so none can be held out for the test");
  }

  @ParameterizedTest
  @CsvSource({
    "train, there is no part test or val beside train; nothing is there to be judged by",
    "test,  'there is no part train, only [test]; nothing is there to learn from'",
  })
  void partsToLearnFromAndToBeJudgedByAreThere(String part, String missing) throws IOException {
    gallery.add("cat", 2).add("dog", 2);
    Path table = root.resolve("table.csv");
    Files.writeString(
        table,
        "path,label,split\ncat/0.png,cat,%1$s\ncat/1.png,cat,%1$s\ndog/0.png,dog,%1$s\n"
            .formatted(part));
    Map<String, Dataset> parts = new LinkedHashMap<>(ImageList.read(table).parts());
    assertThat(texts(new DataCheck(parts, 8, 1, line -> {}).run(), Severity.ERROR))
        .containsExactly(missing);
  }

  @Test
  void findsTheSameImageWhereverItLies() throws IOException {
    gallery.add("train/cat", 30).add("train/dog", 30).add("test/cat", 2).add("test/dog", 2);
    Files.copy(root.resolve("train/cat/0.png"), root.resolve("test/cat/again.png"));
    Files.copy(root.resolve("train/cat/1.png"), root.resolve("train/dog/again.png"));
    Files.copy(root.resolve("train/cat/2.png"), root.resolve("train/cat/again.png"));
    // Other bytes, the same pixels.
    gallery.picture("train/dog/bmp.bmp", 9, 12, BufferedImage.TYPE_INT_RGB);
    CheckResult result = check();
    assertThat(result.duplicates()).hasSize(3);
    assertThat(result.duplicates().get(0).acrossClasses()).isTrue();
    assertThat(result.duplicates().get(0).images())
        .extracting(CheckResult.Copy::label)
        .containsExactly("cat", "dog");
    assertThat(result.duplicates().get(1).acrossParts()).isTrue();
    assertThat(texts(result, Severity.ERROR))
        .containsExactly(
            "the same under different labels: 2 images in 1 group; at least one label of each group is"
                + " wrong",
            "the same in more than one part: 2 images in 1 group; a test would ask what was learnt by"
                + " heart");
    assertThat(texts(result, Severity.WARNING))
        .containsExactly("the same again in one part and class: 2 images in 1 group");
  }

  @Test
  void copiesAreCountedAsImagesAndGroups() throws IOException {
    gallery.add("train/cat", 9).add("train/dog", 9).add("test/cat", 2).add("test/dog", 2);
    for (int i = 0; i < 6; i++) {
      Files.copy(root.resolve("train/cat/0.png"), root.resolve("train/cat/again" + i + ".png"));
    }
    Files.copy(root.resolve("train/dog/0.png"), root.resolve("train/dog/again.png"));
    assertThat(texts(check(), Severity.WARNING))
        .containsExactly("the same again in one part and class: 9 images in 2 groups");
  }

  @Test
  void imagesOutsideOfClassesAreNamed() {
    gallery.add("train/cat", 5).add("train/dog", 6).add("test/cat", 2).add("test/dog", 1);
    gallery.add("plane", 2);
    ImageList list = ImageList.read(root);
    Map<String, Dataset> parts = new LinkedHashMap<>(list.parts());
    CheckResult result = new DataCheck(parts, list.leftOut(root), 8, 1, line -> {}).run();
    assertThat(result.leftOut())
        .containsExactly(
            root.resolve("plane/0.png").toString(), root.resolve("plane/1.png").toString());
    assertThat(texts(result, Severity.WARNING))
        .containsExactly("in no folder of a class, so training leaves out: 2 images");
  }

  @Test
  void pixelsCountNotBytes() throws IOException {
    gallery.add("cat", 3).add("dog", 3);
    Path bmp = gallery.picture("dog/9.bmp", 9, 12, BufferedImage.TYPE_INT_RGB);
    Path png = root.resolve("dog/same.png");
    ImageIO.write(ImageIO.read(bmp.toFile()), "png", png.toFile());
    assertThat(check().duplicates())
        .singleElement()
        .satisfies(d -> assertThat(d.images()).hasSize(2));
  }

  @Test
  void findsWhatIsUnlikeTheOthers() throws IOException {
    gallery.add("cat", 40).add("dog", 3);
    gallery.picture("cat/tiny.png", 7, 30, BufferedImage.TYPE_INT_RGB);
    gallery.picture("cat/grey.png", 20, 20, BufferedImage.TYPE_BYTE_GRAY);
    Files.move(root.resolve("cat/3.png"), root.resolve("cat/3.jpg"));
    gallery.text("dog/text.png", "hello");
    ImageIO.write(
        new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB),
        "png",
        root.resolve("cat/x.png").toFile());
    CheckResult result = check();
    assertThat(result.tiny()).singleElement().hasToString(named("cat/tiny.png", "7x30"));
    assertThat(result.odd()).singleElement().hasToString(named("cat/grey.png", "grey"));
    assertThat(result.misnamed()).singleElement().hasToString(named("cat/3.jpg", "is PNG"));
    assertThat(result.flat()).singleElement().hasToString(named("cat/x.png", "one colour only"));
    assertThat(result.unreadable()).singleElement().asString().contains("dog/text.png is not");
    assertThat(texts(result, Severity.ERROR))
        .singleElement()
        .asString()
        .contains("cannot be read: 1");
    assertThat(texts(result, Severity.WARNING))
        .anyMatch(t -> t.startsWith("classes are unbalanced: cat has 43 images, dog has 3"));
  }

  private String named(String file, String what) {
    return new CheckResult.Named(root.resolve(file).toString(), what).toString();
  }

  @Test
  void meanAndDeviationAreOfAPartThatCanBeRead() {
    gallery.text("train/cat/a.png", "no");
    gallery.text("train/dog/b.png", "no");
    gallery.add("test/cat", 2).add("test/dog", 2);
    CheckResult result = check();
    assertThat(result.measured()).isEqualTo("test");
    // Training would have nothing to learn from.
    assertThat(texts(result, Severity.ERROR))
        .contains("cannot be read: 2 images; repair or remove them");
  }

  @Test
  void theWorstComesFirst() {
    gallery.add("train/cat", 5).add("train/dog", 6).add("val/dog", 3).add("train/ox", 1);
    gallery.text("train/ox/0.png", "no");
    List<Problem> problems = check().problems();
    assertThat(problems)
        .extracting(Problem::severity)
        .containsExactly(Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.WARNING);
    assertThat(problems.get(0).text()).endsWith("1 image; repair or remove them");
    assertThat(problems.get(1).text()).isEqualTo("class ox has no image in part train");
  }

  @Test
  void missesClassesInParts() {
    gallery.add("train/cat", 5).add("train/dog", 6).add("test/cat", 2);
    assertThat(texts(check(), Severity.WARNING))
        .containsExactly("class dog has no image in part test");
  }

  @Test
  void meanAndDeviationAreThoseOfTheFirstPart() {
    byte[] pixels = new byte[4 * 12];
    for (int i = 0; i < 12; i++) {
      pixels[i] = (byte) (i < 4 ? 255 : i < 8 ? 51 : 0);
    }
    Dataset train =
        new MemoryDataset(
            "x", List.of("a", "b"), new ImageShape(3, 2, 2), pixels, new byte[] {0, 1, 0, 1});
    CheckResult result = new DataCheck(Map.of("train", train), 1, 2, line -> {}).run();
    assertThat(result.mean().get(0)).isCloseTo(0.25, within(1e-12));
    assertThat(result.std().get(0)).isCloseTo(Math.sqrt(0.25 - 0.0625), within(1e-12));
    assertThat(result.mean().get(1)).isCloseTo(0.05, within(1e-12));
    // The three black ones are the same image, under both labels.
    assertThat(result.duplicates()).singleElement().matches(CheckResult.Duplicate::acrossClasses);
  }

  @Test
  void setsWithoutFilesAreCheckedToo() {
    Map<String, Dataset> parts = new LinkedHashMap<>();
    parts.put("train", new ShapesDataset(1, 0, 40));
    parts.put("test", new ShapesDataset(1, 0, 10));
    CheckResult result = new DataCheck(parts, 8, 2, line -> {}).run();
    assertThat(result.duplicates()).hasSize(10).allMatch(CheckResult.Duplicate::acrossParts);
    assertThat(result.channels()).isEqualTo(1);
    assertThat(result.formats()).isEmpty();
  }

  @Test
  void withNothingReadableThereIsNothingToTell() {
    gallery.text("cat/a.png", "no");
    gallery.text("dog/b.png", "no");
    assertThatThrownBy(this::check)
        .hasMessageContaining("none of the 2 images of")
        .hasMessageContaining("a.png is not an image");
  }
}
