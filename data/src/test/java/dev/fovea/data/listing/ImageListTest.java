// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageListTest {
  private static final HoldOut FIFTH = new HoldOut(0.2, 0);

  @TempDir private Path root;
  private Gallery gallery;

  @BeforeEach
  void open() {
    gallery = new Gallery(root);
  }

  private ImageList list() {
    return ImageList.read(root);
  }

  @Test
  void foldersAreClasses() {
    gallery.add("cat", 10).add("dog/young", 6).add("dog/old", 4);
    gallery.add(".hidden", 1).text("cat/notes.txt", "no image");
    gallery.text("cat/.~lock.png", "no image");
    ImageList list = list();
    assertThat(list.labels()).containsExactly("cat", "dog");
    assertThat(list.samples()).hasSize(20);
    assertThat(list.hasParts()).isFalse();
  }

  @Test
  void imagesOutsideOfClassesAreNamed() {
    gallery.add("train/cat", 2).add("train/dog", 2).add("test/cat", 1);
    gallery
        .add("train", 1)
        .add("test", 1)
        .add("more/cat", 1)
        .add("train/cat/" + "a/".repeat(20), 1);
    ImageList list = list();
    assertThat(list.of(Part.TRAIN)).hasSize(5);
    assertThat(list.leftOut(root))
        .containsExactly(
            root.resolve("more/cat/0.png"),
            root.resolve("test/0.png"),
            root.resolve("train/0.png"));
    assertThat(list.leftOut(root.resolve("train/0.png"))).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotLeftOut() throws Exception {
    gallery.add("train/cat", 2).add("train/dog", 2).add("test/cat", 1).add("more", 1);
    Files.createSymbolicLink(root.resolve("latest"), root);
    assertThat(list().leftOut(root)).containsExactly(root.resolve("more/0.png"));
  }

  @ParameterizedTest
  @CsvSource({"runs/lenet-1, ''", "runs/lenet-1, train/", "mine, ''", "mine, train/"})
  void runsBesideTheImagesAreNoClasses(String run, String folder) {
    gallery.add(folder + "cat", 3).add(folder + "dog", 3).add(run + "/plots", 2);
    gallery.text(run + "/args.yaml", "");
    assertThat(list().labels()).containsExactly("cat", "dog");
    assertThat(list().samples()).hasSize(6);
    assertThat(list().leftOut(root)).isEmpty();
  }

  @Test
  void aClassMayBeCalledRuns() {
    gallery.add("runs/fast", 3).add("walks", 3);
    assertThat(list().labels()).containsExactly("runs", "walks");
  }

  @Test
  void numbersAreSortedByValue() {
    gallery.add("10", 2).add("9", 2).add("1", 2);
    assertThat(list().labels()).containsExactly("1", "9", "10");
  }

  @Test
  void classNamesHaveOneOrder() {
    List<String> sorted =
        List.of("01", "1", "2", "010", "10", "99999999999", "", "-1", "1a", "2b", "a", "a10", "a2");
    Comparator<String> order = ImageList.byName();
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = 0; j < sorted.size(); j++) {
        assertThat(Integer.signum(order.compare(sorted.get(i), sorted.get(j))))
            .as("%s and %s", sorted.get(i), sorted.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
    List<String> mixed = new ArrayList<>(sorted);
    for (int seed = 0; seed < 100; seed++) {
      Collections.shuffle(mixed, new Random(seed));
      assertThat(mixed.stream().sorted(order).toList()).isEqualTo(sorted);
    }
  }

  @Test
  void everyClassIsHeldOutInItsShare() {
    gallery.add("cat", 50).add("dog", 10).add("eel", 2).add("fox", 1);
    ImageList list = list().split(FIFTH);
    assertThat(IntStream.range(0, 4).map(c -> list.count(Part.TEST, c)))
        .containsExactly(10, 2, 1, 0);
    assertThat(IntStream.range(0, 4).map(c -> list.count(Part.TRAIN, c)))
        .containsExactly(40, 8, 1, 1);
    assertThat(list().split(FIFTH)).isEqualTo(list);
    assertThat(list().split(new HoldOut(0.2, 1))).isNotEqualTo(list);
    assertThat(list.of(Part.TEST)).doesNotContainAnyElementsOf(list.of(Part.TRAIN));
  }

  @Test
  void moreFilesChangeLittleOfWhatWasHeldOut() {
    gallery.add("cat", 40).add("dog", 40);
    List<Sample> before = list().split(FIFTH).of(Part.TEST);
    gallery.add("cat", 44);
    List<Sample> after = list().split(FIFTH).of(Part.TEST);
    assertThat(before.stream().filter(after::contains).count()).isGreaterThanOrEqualTo(12);
  }

  @Test
  void partsAreFolders() {
    gallery.add("train/cat", 4).add("train/dog", 3).add("val/cat", 2).add("val/dog", 1);
    gallery.add("test/cat", 1).add("test/dog", 2);
    DatasetSplits splits = list().split(FIFTH).datasets(0);
    assertThat(splits.train().size()).isEqualTo(7);
    assertThat(splits.test().size()).isEqualTo(3);
    assertThat(splits.validation().map(Dataset::size)).contains(3);
    assertThat(splits.watched().test().size()).isEqualTo(3);
    assertThat(splits.watched().test()).isNotSameAs(splits.test());
    assertThat(splits.watched().judge()).isEqualTo("validation");
    assertThat(splits.judge()).isEqualTo("test");
  }

  @Test
  void validationStandsInForAMissingTest() {
    gallery.add("train/cat", 4).add("train/dog", 3).add("val/cat", 2).add("val/dog", 1);
    DatasetSplits splits = list().datasets(0);
    assertThat(splits.test().size()).isEqualTo(3);
    assertThat(splits.validation()).isEmpty();
    assertThat(splits.watched().judge()).isEqualTo("test");
  }

  @Test
  void aTrainingFolderAloneIsSplit() {
    gallery.add("train/cat", 5).add("train/dog", 5);
    assertThat(list().split(FIFTH).datasets(0).test().size()).isEqualTo(2);
  }

  @Test
  void aClassMayBeCalledTrain() {
    gallery.add("train", 3).add("plane", 3);
    assertThat(list().labels()).containsExactly("plane", "train");
  }

  @Test
  void aPartAloneBesideOtherImagesMayBeAClass() {
    gallery.add("train/steam", 3).add("train/electric", 3).add("plane", 4).add("car/red", 2);
    refused(
        "/train holds folders, as the part train has one for each class, but "
            + root.resolve("car")
            + " beside it holds 2 images; if train is a class, give it another name, else move car");
    gallery.add("test/steam", 1);
    assertThat(list().labels()).containsExactly("electric", "steam");
    assertThat(list().leftOut(root)).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "train, no row has the split test or val; give some rows one of them",
    "test, no row has the split train; give some rows that split",
    "val, no row has the split train; give some rows that split",
  })
  void tablesThatLackASplitAreNamed(String split, String message) {
    gallery.add("a", 2).add("b", 2);
    String rows = "path,label,split\na/0.png,a,S\na/1.png,a,S\nb/0.png,b,S\nb/1.png,b,S";
    Path csv = gallery.text("list.csv", rows.replace("S", split));
    assertThatThrownBy(() -> ImageList.read(csv).split(FIFTH).datasets(0))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(csv + ": " + message);
  }

  @Test
  void tablesOfOneImageAClassAreNamed() {
    gallery.add("a", 1).add("b", 1);
    Path csv = gallery.text("list.csv", "path,label\na/0.png,a\nb/0.png,b");
    assertThatThrownBy(() -> ImageList.read(csv).split(FIFTH).datasets(0))
        .hasMessageStartingWith(
            csv + " leaves no image to test on: each class has one; add images,");
  }

  /** The test part of a set that trains as well may lack images of a class. */
  @Test
  void whatANetworkIsMeasuredByMayLackAClass() throws Exception {
    gallery.add("a", 2);
    Files.createDirectories(root.resolve("b"));
    refused("/b holds no images");
    ImageList judged = ImageList.judging(root);
    assertThat(judged.labels()).containsExactly("a", "b");
    assertThat(judged.of(Part.TEST)).hasSize(2);
    for (String name : new String[] {"0.png", "1.png"}) {
      Files.delete(root.resolve("a").resolve(name));
    }
    assertThatThrownBy(() -> ImageList.judging(root))
        .isInstanceOf(FoveaException.class)
        .hasMessage(root + ": its 2 classes hold no images");
  }

  @Test
  void foldersForTheTestWithoutImagesAreNamed() throws Exception {
    gallery.add("train/a", 2).add("train/b", 2);
    Files.createDirectories(root.resolve("test/a"));
    refused(": the folders for test and validation hold no images; fill or remove them");
  }

  @Test
  void tablesGiveBackTheSameList() {
    gallery.add("cat, big", 6).add("d\"og", 7);
    ImageList list = list().split(FIFTH);
    Path csv = gallery.text("run/images.csv", list.csv());
    assertThat(ImageList.reread(csv, root)).isEqualTo(list);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " before",
        "behind ",
        "\t",
        "\"",
        "\"\" \"",
        ",",
        ", ",
        "two\nlines",
        "\r\n",
        "back\\slash",
        "\u2028",
        "e\u0301",
        "#",
        "'"
      })
  void tablesGiveBackAnyName(String name) {
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample(root.resolve("a/0.png"), 0, Part.TRAIN));
    samples.add(new Sample(root.resolve("b/" + name + ".png"), 1, Part.TEST));
    samples.add(new Sample(root.resolve(name + "/2.png"), 1, Part.TRAIN));
    List<String> labels = Stream.of("a", name).sorted(ImageList.byName()).toList();
    List<Sample> labelled =
        samples.stream()
            .map(s -> new Sample(s.file(), s.label() ^ labels.indexOf("a"), s.part()))
            .toList();
    ImageList list = new ImageList(root, root, labels, labelled);
    Path csv = gallery.text("run/images.csv", list.csv());
    assertThat(ImageList.reread(csv, root)).isEqualTo(list);
  }

  @Test
  void rowsAreCountedByTheLineTheyBeginOn() {
    List<Csv.Row> rows =
        Csv.parse("x.csv", "a, b \n\n\" \"\n \"p\r\nq\" ,\"r\"s\r\n ,\r\"\",t\"u\"");
    assertThat(rows)
        .containsExactly(
            new Csv.Row(1, List.of("a", "b")),
            new Csv.Row(3, List.of(" ")),
            new Csv.Row(4, List.of("p\r\nq", "rs")),
            new Csv.Row(6, List.of("", "")),
            new Csv.Row(7, List.of("", "t\"u\"")));
    assertThatThrownBy(() -> Csv.parse("x.csv", "a\nb,\"c\nd\ne"))
        .hasMessage("x.csv:2: a quote is not closed");
  }

  @Test
  void tablesNameFilesFromTheirOwnFolder() {
    gallery.add("a", 2).add("b", 1);
    Path elsewhere = gallery.picture("c/z.png", 4, 5, BufferedImage.TYPE_INT_RGB).toAbsolutePath();
    Path csv =
        gallery.text(
            "list.csv",
            "\ufeffSplit, label ,path,extra\r\ntrain,10,a/0.png,\r\n\r\ntraining,9,\"a/1.png\",x\r\n"
                + "test,9,b/0.png,y\r\nvalid,10,"
                + elsewhere
                + ",");
    ImageList list = ImageList.read(csv);
    assertThat(list.name()).isEqualTo("list");
    assertThat(list.labels()).containsExactly("9", "10");
    assertThat(list.samples())
        .containsExactly(
            new Sample(root.resolve("a/0.png"), 1, Part.TRAIN),
            new Sample(root.resolve("a/1.png"), 0, Part.TRAIN),
            new Sample(root.resolve("b/0.png"), 0, Part.TEST),
            new Sample(elsewhere, 1, Part.VALIDATION));
    assertThat(list.datasets(0).train().shape(0)).isEqualTo(new ImageShape(3, 12, 9));
  }

  @Test
  void coloursAreThoseOfTheFiles() {
    gallery.picture("a/0.png", 5, 5, BufferedImage.TYPE_BYTE_GRAY);
    gallery.picture("a/1.png", 5, 6, BufferedImage.TYPE_BYTE_GRAY);
    gallery.picture("b/0.png", 5, 7, BufferedImage.TYPE_BYTE_GRAY);
    gallery.picture("b/1.png", 5, 8, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(list().split(FIFTH).datasets(0).train().shape(0).channels()).isEqualTo(1);
    assertThat(list().split(FIFTH).datasets(3).train().shape(0).channels()).isEqualTo(3);
    gallery.picture("b/2.png", 5, 8, BufferedImage.TYPE_INT_RGB);
    assertThat(list().split(FIFTH).datasets(0).train().shape(0).channels()).isEqualTo(3);
  }

  @Test
  void theDigestIsOfTheContent() {
    gallery.add("a", 4).add("b", 4);
    ImageList list = list().split(FIFTH);
    String before = list.datasets(0).train().digest().orElseThrow();
    assertThat(list.datasets(0).train().digest()).contains(before);
    assertThat(list.datasets(1).train().digest()).isNotEqualTo(before);
    gallery.picture("a/" + list.of(Part.TRAIN).get(0).file().getFileName(), 3, 3, 1);
    assertThat(list.datasets(0).train().digest().orElseThrow()).isNotEqualTo(before);
  }

  @Test
  void otherDataTakeOverTheClassesOfARun() {
    gallery.add("b", 2).add("a", 2);
    ImageList list = list().relabelled(List.of("c", "b", "a"));
    assertThat(list.samples().get(0).label()).isEqualTo(2);
    assertThatThrownBy(() -> list().relabelled(List.of("a", "bb")))
        .hasMessageContaining("unknown class 'b'; did you mean");
  }

  @Test
  void refusesFoldersThatTeachNothing() {
    refused("holds no images");
    gallery.picture("loose.png", 3, 3, 1);
    refused("holds 1 images but no folders; put them into a folder for each class");
    gallery.add("cat", 3);
    refused("holds one class only (cat)");
    gallery.text("dog/readme.txt", "");
    refused("dog holds no images (jpg");
    gallery.add("dog", 1).add("test/bird", 1);
    refused("has a folder test but none named train");
  }

  @Test
  void refusesPartsThatDoNotMatch() {
    gallery.add("train/cat", 2).add("train/dog", 2).add("test/dgo", 1);
    refused("dgo is a class that the training folder does not have; unknown class 'dgo'; did you");
    gallery.add("training/cat", 1);
    refused("holds two folders for train");
  }

  @Test
  void refusesPartsWithoutClasses() throws Exception {
    gallery.add("train/cat", 2).add("train/dog", 2);
    Files.createDirectories(root.resolve("val"));
    assertThat(list().samples()).hasSize(4);
    gallery.add("test", 3);
    refused("/test holds 3 images but no folders; put them into a folder for each class");
    gallery.add("test/cat", 1);
    assertThat(list().of(Part.TEST)).hasSize(1);
    gallery.picture("Validation/0.png", 3, 3, 1);
    refused("/Validation holds 1 images but no folders");
  }

  @Test
  void refusesClassesOfOneImageEach() {
    gallery.add("cat", 1).add("dog", 1);
    refused("leaves no image to test on: each class has one");
  }

  @Test
  void refusesLinksInCircles() throws Exception {
    gallery.add("cat", 2).add("dog", 2);
    Files.createSymbolicLink(root.resolve("cat/again"), root.resolve("cat"));
    refused("is a link to a folder that it lies in");
  }

  @Test
  void brokenLinksAreReadLikeDamagedImages() throws Exception {
    gallery.add("cat", 4).add("dog", 4);
    Path elsewhere = gallery.picture("whole.png", 3, 3, 1);
    Files.createSymbolicLink(root.resolve("cat/good.png"), elsewhere);
    Path broken = Files.createSymbolicLink(root.resolve("cat/gone.jpe"), root.resolve("no"));
    Path circle = Files.createSymbolicLink(root.resolve("cat/it.png"), root.resolve("cat/it.png"));
    Files.createSymbolicLink(root.resolve("cat/notes.txt"), root.resolve("no"));
    ImageList list = list();
    assertThat(list.samples()).hasSize(11).extracting(Sample::file).contains(broken, circle);
    PictureDataset all = list.parts().get("all");
    for (int i = 0; i < all.size(); i++) {
      int index = i;
      if (List.of(broken, circle).contains(all.sample(i).file())) {
        assertThatThrownBy(() -> all.shape(index))
            .isInstanceOf(FoveaException.class)
            .hasMessage(
                all.describe(index) + " is a link to a file that does not exist; remove it");
      } else {
        assertThat(all.shape(i).channels()).isEqualTo(3);
      }
    }
  }

  private void refused(String message) {
    assertThatThrownBy(() -> list().split(FIFTH).datasets(0))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                           | list.csv is empty
          path,lable;a.png,x           | list.csv:1: there is no column label, only path, lable
          path,label                   | list.csv lists no images
          path,label,Label;a.png,x,y   | list.csv:1: there are two columns label; leave one
          path,a,label,path;a.png,,x,b | list.csv:1: there are two columns path; leave one
          path,label;a.png             | list.csv:2: 1 fields where the first line names 2 columns
          path,label;a.png,x,y         | list.csv:2: 3 fields
          path,label;;,x               | list.csv:3: the path is missing
          path,label;a.png,            | list.csv:2: the label is missing
          path,label,split;a.png,x,tst | list.csv:2: unknown split 'tst'; did you mean test?
          path,label;a.png,x;./a.png,y | list.csv:3: ./a.png stands on line 2 already
          path,label;"a.png,x          | list.csv:2: a quote is not closed
          path,label;a.png,x;b.png,x   | holds one class only (x)
          """)
  void refusesTablesWithMistakes(String content, String message) {
    Path csv = gallery.text("list.csv", content.replace(';', '\n'));
    assertThatThrownBy(() -> ImageList.read(csv).split(FIFTH).datasets(0))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNeither() throws Exception {
    assertThatThrownBy(() -> ImageList.read(root.resolve("none")))
        .hasMessageContaining("does not exist; give a folder of images or a CSV file");
    assertThatThrownBy(() -> ImageList.read(gallery.text("x.zip", "")))
        .hasMessageContaining("is neither a folder of images nor a .csv file");
    Files.write(root.resolve("latin.csv"), new byte[] {'p', (byte) 0xe4});
    assertThatThrownBy(() -> ImageList.read(root.resolve("latin.csv")))
        .hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void readingNamesTheFile() {
    gallery.text("list.csv", "path,label\na.png,x\nb.png,y\nc.png,x\nd.png,y");
    Dataset train = ImageList.read(root.resolve("list.csv")).split(FIFTH).datasets(0).train();
    assertThatThrownBy(() -> train.shape(0))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("does not exist");
  }
}
