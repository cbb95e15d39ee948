// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Resample;
import dev.fovea.data.image.ResizeMode;
import dev.fovea.data.listing.Gallery;
import dev.fovea.data.listing.HoldOut;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.listing.Part;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.tensor.FoveaException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackingTest {
  private static final Fit FIT = new Fit(8, 6, ResizeMode.CROP, Resample.BICUBIC);
  private static final HoldOut FIFTH = new HoldOut(0.2, 0);

  @TempDir private Path root;
  private final List<String> notes = new ArrayList<>();
  private Gallery gallery;

  @BeforeEach
  void paint() {
    gallery = new Gallery(root.resolve("set")).add("cat", 21).add("dog", 19);
    gallery.picture("dog/x.jpg", 33, 20, BufferedImage.TYPE_INT_RGB);
  }

  private ImageList list() {
    return ImageList.read(gallery.root()).split(FIFTH);
  }

  private Packing packing(Keep keep, boolean skip) {
    return new Packing(FIT, keep, 1 << 20, root.resolve("packed"), 3, skip, notes::add);
  }

  private static byte[] content(Dataset dataset, Fit fit) {
    List<Integer> bytes = new ArrayList<>();
    LoaderOptions options = LoaderOptions.of(7).fit(fit);
    try (Loader loader = new Loader(dataset, options);
        Epoch epoch = loader.epoch(0)) {
      for (Batch batch : epoch) {
        try (batch) {
          for (int i = 0; i < batch.size() * batch.shape().bytes(); i++) {
            bytes.add(Math.round(batch.images()[i] * 255));
          }
          Arrays.stream(batch.labels(), 0, batch.size()).forEach(bytes::add);
        }
      }
    }
    byte[] result = new byte[bytes.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = bytes.get(i).byteValue();
    }
    return result;
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void theBitsAreThoseOfDecoding(Keep keep) {
    Dataset plain = list().datasets(0).train();
    Dataset packed = PackedImages.of(list(), 0, packing(keep, false)).splits().train();
    assertThat(content(packed, FIT)).isEqualTo(content(plain, FIT));
    assertThat(packed.digest()).isEqualTo(plain.digest());
    assertThat(packed.shape(0).equals(new ImageShape(3, 8, 6))).isEqualTo(keep != Keep.NONE);
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void theSameBitsForAnyNumberOfThreads(Keep keep) {
    LoaderOptions options =
        LoaderOptions.of(5)
            .shuffled(3)
            .fit(FIT)
            .augmented(Augmentation.parse(List.of("crop 2", "flip", "jitter", "erase", "cutmix")));
    float[][] inline = null;
    for (int threads : new int[] {0, 1, 2, 8}) {
      Dataset packed = PackedImages.of(list(), 0, packing(keep, false)).splits().train();
      float[][] batches = batches(packed, options.threads(threads));
      inline = inline == null ? batches : inline;
      assertThat(batches).as("%d threads", threads).isDeepEqualTo(inline);
    }
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void cropsFromLargerImagesAreTheSameHoweverThoseAreKept(Keep keep) {
    Fit larger = new Fit(21, 21, ResizeMode.CROP, Resample.BICUBIC);
    Augmentation crops = Augmentation.parse(List.of("resized-crop 0.1 0.5", "flip", "erase"));
    LoaderOptions options =
        LoaderOptions.of(5).shuffled(3).fit(FIT).larger(larger).augmented(crops);
    float[][] expected = batches(list().datasets(0).train(), options);
    for (int threads : new int[] {0, 1, 2, 8}) {
      PackedImages images = PackedImages.of(list(), 0, packing(keep, false), larger);
      assertThat(batches(images.splits().train(), options.threads(threads)))
          .as("%d threads", threads)
          .isDeepEqualTo(expected);
      if (keep != Keep.NONE) {
        assertThat(images.splits().train().shape(0)).isEqualTo(new ImageShape(3, 21, 21));
        assertThat(images.splits().test().shape(0)).isEqualTo(new ImageShape(3, 8, 6));
      }
    }
  }

  private static float[][] batches(Dataset dataset, LoaderOptions options) {
    List<float[]> all = new ArrayList<>();
    try (Loader loader = new Loader(dataset, options);
        Epoch epoch = loader.epoch(2)) {
      for (Batch batch : epoch) {
        try (batch) {
          all.add(Arrays.copyOf(batch.images(), batch.size() * batch.shape().bytes()));
          all.add(Arrays.copyOf(batch.shares(), batch.size()));
        }
      }
    }
    return all.toArray(float[][]::new);
  }

  @Test
  void aPackFileIsFoundAgain() throws IOException {
    ImageList list = list();
    byte[] first =
        content(PackedImages.of(list, 0, packing(Keep.DISK, false)).splits().test(), FIT);
    assertThat(files("packed")).hasSize(2).allMatch(name -> name.matches("set-[0-9a-f]{32}[.]u8"));
    Path pack = root.resolve("packed").resolve(files("packed").get(0));
    var before = Files.getLastModifiedTime(pack);
    assertThat(content(PackedImages.of(list, 0, packing(Keep.DISK, false)).splits().test(), FIT))
        .isEqualTo(first);
    assertThat(Files.getLastModifiedTime(pack)).isEqualTo(before);
    // Cut short by a full disk, say: made again.
    Files.write(pack, new byte[100]);
    assertThat(content(PackedImages.of(list, 0, packing(Keep.DISK, false)).splits().test(), FIT))
        .isEqualTo(first);
    assertThat(files("packed")).hasSize(2);
  }

  @Test
  void onlyMakingAPackFileNeedsRoom() {
    PictureDataset source = list().judged(3);
    Packing disk = packing(Keep.DISK, false);
    assertThatThrownBy(() -> disk.pack(source, () -> 0))
        .hasMessageContaining("has 0 MB left; make room");
    byte[] whole = content(disk.pack(source).dataset(), FIT);
    assertThat(content(disk.pack(source, () -> 0).dataset(), FIT)).isEqualTo(whole);
    Packing auto = packing(Keep.AUTO, false).budget(0);
    Packing.Packed again = auto.pack(source, () -> 0);
    assertThat(again.dataset()).isInstanceOf(PackedDataset.class);
    assertThat(content(again.dataset(), FIT)).isEqualTo(whole);
    assertThat(notes).isEmpty();
    assertThat(auto.fit(Fit.NONE.size(9, 9)).pack(source, () -> 0).dataset()).isSameAs(source);
    assertThat(notes).singleElement().asString().contains("are decoded anew in each epoch");
  }

  @Test
  void leftoversOfKilledProcessesAreRemovedTheNextDay() throws IOException {
    Path packed = Files.createDirectories(root.resolve("packed"));
    Path old = Files.writeString(packed.resolve("arriving-1.u8"), "x");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path fresh = Files.writeString(packed.resolve("arriving-2.u8"), "x");
    PackedImages.of(list(), 0, packing(Keep.DISK, false));
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void packFilesAreForAllWhoMayReadWhatTheUserWrites() throws IOException {
    Path plain = Files.writeString(root.resolve("plain"), "x");
    PackedImages.of(list(), 0, packing(Keep.DISK, false));
    Path pack = root.resolve("packed").resolve(files("packed").get(0));
    assertThat(Files.getPosixFilePermissions(pack)).isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void otherContentOrFitIsAnotherFile() throws IOException {
    PackedImages.of(list(), 0, packing(Keep.DISK, false));
    PackedImages.of(list(), 1, packing(Keep.DISK, false));
    assertThat(files("packed")).hasSize(4);
    gallery.picture("cat/0.png", 5, 5, BufferedImage.TYPE_INT_RGB);
    PackedImages.of(list(), 0, packing(Keep.DISK, false));
    assertThat(files("packed")).hasSize(5);
    Fit other = new Fit(8, 6, ResizeMode.LETTERBOX, Resample.BICUBIC);
    new Packing(other, Keep.DISK, 0, root.resolve("packed"), 1, false, notes::add)
        .pack(list().judged(3));
    assertThat(files("packed")).hasSize(6);
  }

  @Test
  void whatDoesNotFitIntoMemoryGoesToDisk() throws IOException {
    ImageList list = list();
    Packing.Packed one = packing(Keep.AUTO, false).pack(list.judged(3));
    assertThat(one.inMemory()).isEqualTo(8L * 8 * 6 * 3);
    assertThat(Files.exists(root.resolve("packed"))).isFalse();
    Packing small =
        new Packing(FIT, Keep.AUTO, 33 * 144 + 20, root.resolve("packed"), 2, false, notes::add);
    PackedImages.of(list, 0, small);
    assertThat(files("packed")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void skippedImagesAreListed(Keep keep) {
    List<Path> bad = List.of(gallery.text("cat/3.png", "no"), gallery.text("dog/17.png", ""));
    for (int i = 0; i < 2; i++) {
      PackedImages images = PackedImages.of(list(), 0, packing(keep, true));
      assertThat(images.bad()).extracting(b -> b.sample().file()).hasSameElementsAs(bad);
      assertThat(images.bad().get(0).reason()).contains("not an image of a known format");
      assertThat(images.list().samples()).hasSize(39);
      assertThat(images.splits().train().size() + images.splits().test().size()).isEqualTo(39);
      assertThat(content(images.splits().train(), FIT))
          .isEqualTo(content(images.list().datasets(0).train(), FIT));
      assertThat(images.splits().train().digest())
          .isEqualTo(images.list().datasets(0).train().digest());
      assertThat(images.badCsv()).contains("cat/3.png,", "dog/17.png,");
      assertThat(images.bad(Part.TRAIN) + images.bad(Part.TEST)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "RAM", "DISK"})
  void elseTheFirstBadImageEndsIt(Keep keep) throws IOException {
    for (int i = 19; i > 2; i -= 2) {
      gallery.text("dog/" + i + ".png", "no");
    }
    List<Path> train = list().of(Part.TRAIN).stream().map(s -> s.file()).toList();
    String first =
        train.stream().filter(f -> f.toFile().length() == 2).findFirst().orElseThrow().toString();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> PackedImages.of(list(), 0, packing(keep, false)))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(first + " is not an image");
    }
    assertThat(files("packed")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void brokenLinksAreSkippedLikeDamagedImages(Keep keep) throws IOException {
    Path link = gallery.root().resolve("cat/gone.png");
    Files.createSymbolicLink(link, root.resolve("nowhere"));
    PackedImages images = PackedImages.of(list(), 0, packing(keep, true));
    assertThat(images.bad()).extracting(b -> b.sample().file()).containsExactly(link);
    assertThat(images.list().samples()).hasSize(41);
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void whatCannotBeResizedIsSkippedHoweverImagesAreKept(Keep keep) {
    Path thin = gallery.picture("cat/thin.png", 2, 300_000, BufferedImage.TYPE_BYTE_GRAY);
    Fit fit = Fit.NONE.size(224, 224);
    Packing packing = new Packing(fit, keep, 1 << 28, root.resolve("packed"), 2, true, notes::add);
    PackedImages images = PackedImages.of(list(), 1, packing);
    assertThat(images.bad()).extracting(b -> b.sample().file()).containsExactly(thin);
    assertThat(images.bad().get(0).reason())
        .isEqualTo(
            thin
                + ": an image of 1x300000x2 is too long and thin to be resized to 224 x 224; cut it"
                + " first");
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void filesThatAreLeftOutDoNotDecideTheColours(Keep keep) {
    Gallery grey = new Gallery(root.resolve("grey"));
    for (int i = 0; i < 5; i++) {
      grey.picture("a/" + i + ".png", 9, 8 + i, BufferedImage.TYPE_BYTE_GRAY);
      grey.picture("b/" + i + ".png", 8, 9 + i, BufferedImage.TYPE_BYTE_GRAY);
    }
    Path thin = grey.picture("a/thin.png", 2, 300_000, BufferedImage.TYPE_INT_RGB);
    Fit fit = Fit.NONE.size(224, 224);
    Packing packing = new Packing(fit, keep, 1 << 28, root.resolve("packed"), 2, true, notes::add);
    PackedImages first = PackedImages.of(ImageList.read(grey.root()).split(FIFTH), 0, packing);
    assertThat(first.bad()).extracting(b -> b.sample().file()).containsExactly(thin);
    assertThat(first.splits().train().shape(0).channels()).isEqualTo(1);
    // As a resumed run does.
    Path csv = grey.text("images.csv", first.list().csv());
    PackedImages again = PackedImages.of(ImageList.reread(csv, grey.root()), 0, packing);
    assertThat(again.splits().train().digest()).isEqualTo(first.splits().train().digest());
    assertThat(again.list()).isEqualTo(first.list());
  }

  @Test
  void whatMemoryHasNoRoomForIsRefusedBeforeItIsTried() {
    Fit huge = Fit.NONE.size(20_000, 20_000);
    Packing packing = new Packing(huge, Keep.RAM, 0, root.resolve("packed"), 1, false, notes::add);
    assertThatThrownBy(() -> PackedImages.of(list(), 3, packing))
        .isInstanceOf(FoveaException.class)
        .hasMessageMatching(
            "decoded images of set take 37765 MB, the Java heap of \\d+ MB has \\d+ MB for them;"
                + " give --cache disk or none, or allow more, such as FOVEA_JAVA_OPTS=-Xmx8g");
  }

  @ParameterizedTest
  @EnumSource(names = {"RAM", "DISK", "NONE"})
  void anImageThatMemoryIsTooSmallForIsNotSkipped(Keep keep) throws Exception {
    Path large = gallery.root().resolve("dog/large.png");
    BufferedImage image = new BufferedImage(7_000, 4_000, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(image, "png", large.toFile());
    gallery.text("cat/3.png", "no");
    String packed = root.resolve("packed").toString();
    assertThat(packed("-Xmx20m", gallery.root().toString(), packed, keep.name()))
        .startsWith(
            large + " (7000 x 4000 pixels) takes more memory than is left of the Java heap");
    assertThat(files("packed")).noneMatch(name -> name.startsWith("arriving"));
    assertThat(packed("-Xmx200m", gallery.root().toString(), packed, keep.name()))
        .isEqualTo("skipped 1");
  }

  private static String packed(String heap, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PackInLittleHeap.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said;
  }

  @Test
  void withNoReadableImageThereIsNothingToSkip() {
    for (int i = 0; i < 21; i++) {
      gallery.text("cat/" + i + ".png", "no");
      gallery.text("dog/" + Math.min(i, 18) + ".png", "no");
    }
    gallery.text("dog/x.jpg", "");
    assertThatThrownBy(() -> PackedImages.of(list(), 0, packing(Keep.RAM, true)))
        .hasMessageContaining(
            "none of the 33 images of set, part train, can be read, the first because:");
  }

  @ParameterizedTest
  @EnumSource(Keep.class)
  void aClassWithNoReadableImageIsNotSkipped(Keep keep) {
    gallery.text("eel/0.png", "no");
    gallery.text("eel/1.png", "no");
    gallery.text("cat/3.png", "no");
    assertThatThrownBy(() -> PackedImages.of(list(), 0, packing(keep, true)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(
            "none of the 2 images of class eel of set can be read, the first because: ")
        .hasMessageContaining("not an image of a known format");
  }

  private List<String> files(String folder) throws IOException {
    if (!Files.exists(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(root.resolve(folder))) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
