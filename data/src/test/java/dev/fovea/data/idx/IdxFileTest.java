// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.idx;

import static dev.fovea.data.idx.IdxFixture.counting;
import static dev.fovea.data.idx.IdxFixture.gzip;
import static dev.fovea.data.idx.IdxFixture.idx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  private static final byte[] IMAGES = idx(counting(3 * 2 * 4, 251), 3, 2, 4);
  private static final byte[] LABELS = idx(new byte[] {2, 0, 1}, 3);

  @TempDir Path folder;

  @Test
  void readsPlainAndPackedFilesAlike() throws Exception {
    Path plain = write("plain", IMAGES);
    // The name says nothing: a gzipped file may lack .gz.
    Path packed = write("packed", gzip(IMAGES));
    for (Path file : List.of(plain, packed)) {
      IdxFile read = IdxFile.read(file, 3);
      assertThat(read.sizes()).containsExactly(3, 2, 4);
      assertThat(read.content()).isEqualTo(counting(24, 251));
      assertThat(read.sha256())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(IMAGES)));
    }
  }

  @Test
  void writesBackWhatItRead() throws IOException {
    Path copy = folder.resolve("copy");
    IdxFile.read(write("packed", gzip(IMAGES)), 3).writeTo(copy);
    assertThat(copy).hasBinaryContent(IMAGES);
  }

  @Test
  void joinsImagesAndLabels() throws IOException {
    Dataset set = pair(IMAGES, LABELS).read("tiny", List.of("a", "b", "c"));
    byte[] second = new byte[10];
    set.read(1, second, 2);
    assertThat(set.size()).isEqualTo(3);
    assertThat(set.shape(0)).isEqualTo(new ImageShape(1, 2, 4));
    assertThat(List.of(set.label(0), set.label(1), set.label(2))).containsExactly(2, 0, 1);
    assertThat(second).containsExactly(0, 0, 8, 9, 10, 11, 12, 13, 14, 15);
    assertThatThrownBy(() -> set.read(3, second, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesWhatIsNotThere() throws IOException {
    refuses(folder.resolve("none"), 3, "none does not exist");
    refuses(folder, 3, "is a folder");
  }

  @Test
  void refusesForeignContent() throws IOException {
    refuses(write("labels", LABELS), 3, "wrong magic 0x00000801, expected 0x00000803");
    refuses(write("images", IMAGES), 1, "wrong magic 0x00000803, expected 0x00000801");
    refuses(write("text", "hello, I am no dataset".getBytes()), 3, "wrong magic 0x68656c6c");
    refuses(write("empty", new byte[0]), 3, "0 bytes, too short for an IDX header of 16");
    refuses(write("short", Arrays.copyOf(IMAGES, 15)), 3, "15 bytes, too short");
  }

  @Test
  void refusesTooFewAndTooManyBytes() throws IOException {
    byte[] cut = Arrays.copyOf(IMAGES, IMAGES.length - 1);
    byte[] longer = Arrays.copyOf(IMAGES, IMAGES.length + 5);
    refuses(write("cut", cut), 3, "39 bytes, but its header (3 x 2 x 4) asks for 40", "cut short");
    refuses(write("long", longer), 3, "45 bytes", "asks for 40", "too long");
    refuses(write("cut.gz", gzip(cut)), 3, "unpacks to 39 bytes", "asks for 40", "cut short");
    refuses(write("long.gz", gzip(longer)), 3, "more than 40 bytes", "too long");
  }

  @Test
  void refusesDamagedPacking() throws IOException {
    byte[] packed = gzip(idx(counting(5000, 13), 5000));
    refuses(write("cut", Arrays.copyOf(packed, packed.length - 12)), 1, "end too early");
    byte[] flipped = packed.clone();
    flipped[flipped.length - 6] ^= 1; // inside the trailing CRC
    refuses(write("flipped", flipped), 1, "damaged");
    refuses(write("only-magic", new byte[] {0x1f, (byte) 0x8b}), 1, "end too early");
  }

  @Test
  void believesNoHeaderWithoutBytes() throws IOException {
    long before = allocated();
    refuses(write("huge", idx(new byte[50], -1, -1, -1)), 3, "dimension 0 claims 4294967295");
    refuses(write("zero", idx(new byte[0], 0)), 1, "dimension 0 claims 0");
    refuses(write("big", idx(new byte[50], 60_000, 28, 28)), 3, "66 bytes", "asks for 47040016");
    refuses(write("4G", idx(new byte[50], 2_000_000_000, 28, 28)), 3, "2000000000 x 28 x 28 bytes");
    refuses(write("overflow", idx(new byte[50], 1 << 30, 1 << 30, 16)), 3, "more than 2147483639");
    refuses(write("big.gz", gzip(idx(new byte[50], 60_000, 28, 28))), 3, "unpacks to 66 bytes");
    refuses(write("2G.gz", gzip(idx(new byte[50], 2_000_000_000))), 1, "unpacks to 58 bytes");
    assertThat(allocated() - before).isLessThan(30_000_000L);
  }

  @Test
  void stopsUnpackingAtTheExpectedSize() throws IOException {
    byte[] bomb = gzip(idx(new byte[60_000_000], 4));
    Path file = write("bomb.gz", bomb);
    long before = allocated();
    refuses(file, 1, "more than 12 bytes", "too long");
    assertThat(allocated() - before).isLessThan(5_000_000L);
  }

  @Test
  void refusesPairsThatDoNotMatch() throws IOException {
    assertThatThrownBy(() -> pair(IMAGES, idx(new byte[4], 4)).read("tiny", List.of("a", "b", "c")))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("holds 3 images")
        .hasMessageContaining("holds 4 labels");
    assertThatThrownBy(() -> pair(IMAGES, LABELS).read("tiny", List.of("a", "b")))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("label 2 of image 0 is out of range, tiny has labels 0 to 1");
  }

  private IdxPair pair(byte[] images, byte[] labels) throws IOException {
    return new IdxPair(write("images", images), write("labels", labels));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void refuses(Path file, int rank, String... parts) {
    assertThatThrownBy(() -> IdxFile.read(file, rank))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
