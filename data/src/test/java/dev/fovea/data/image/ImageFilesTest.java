// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir Path folder;

  private final ImageFiles images = new ImageFiles();

  @AfterEach
  void close() {
    images.close();
  }

  @Test
  void decodesEveryColourModeLikePillow() throws IOException {
    for (String line : ResizerTest.lines("decoded.txt")) {
      String[] f = line.split(" ");
      Picture picture = images.read(fixture(f[0]));
      assertThat(picture.shape().width()).as(f[0]).isEqualTo(Integer.parseInt(f[1]));
      assertThat(picture.shape().height()).as(f[0]).isEqualTo(Integer.parseInt(f[2]));
      // JPEG decoders may differ by a rounding in the inverse transform; others may not.
      boolean lossy = f[0].matches(".*[.]jpg|jpeg.tif");
      // WebP's colours have half the size; libwebp interpolates them, the reader repeats them.
      boolean coarse = f[0].equals("lossy.webp");
      close(f[0] + " grey", picture.toChannels(1).samples(), f[3], coarse ? 10 : lossy ? 2 : 0);
      close(f[0] + " rgb", picture.toChannels(3).samples(), f[4], coarse ? 48 : lossy ? 2 : 0);
    }
  }

  @Test
  void convertsThenResizes() throws IOException {
    Picture wanted = images.read(fixture("rgb.png"), 1, Fit.NONE.size(28, 20));
    assertThat(wanted.shape()).isEqualTo(new ImageShape(1, 28, 20));
    assertThat(wanted.samples())
        .isEqualTo(
            images
                .read(fixture("rgb.png"))
                .toChannels(1)
                .resized(28, 20, Resample.BILINEAR)
                .samples());
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    refuses(folder.resolve("none.png"), "does not exist");
    refuses(folder, "is a folder");
    refuses(
        write("text.png", "not an image".getBytes()), "not an image of a known format (12 bytes)");
    refuses(write("empty.png", new byte[0]), "not an image of a known format (0 bytes)");
    refuses(write("magic.png", Arrays.copyOf(bytes("rgb.png"), 8)), "cut short");
    refuses(write("magic.jpg", Arrays.copyOf(bytes("rgb.jpg"), 3)), "magic.jpg");
  }

  @Test
  void refusesTruncatedFilesWhereverTheyEnd() throws IOException {
    for (String name : new String[] {"rgb.png", "palette.png", "rgb.jpg", "progressive.jpg"}) {
      byte[] whole = bytes(name);
      for (int percent : new int[] {20, 50, 80}) {
        refuses(write(name, Arrays.copyOf(whole, whole.length * percent / 100)), name);
      }
    }
  }

  @Test
  void refusesAnythingThatRandomDamageMakes() throws IOException {
    for (String name : new String[] {"rgb.png", "palette.png", "rgb.jpg", "cmyk.jpg"}) {
      byte[] whole = bytes(name);
      for (int at = 0; at < whole.length; at += 1 + whole.length / 150) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) 0xa5;
        Path file = write(name, damaged);
        try {
          assertThat(images.read(file).samples()).isNotEmpty();
        } catch (FoveaException e) {
          assertThat(e).hasMessageContaining(name).hasMessageNotContaining("\n");
        }
      }
    }
  }

  @Test
  void refusesHugeClaimsBeforeDecoding() throws IOException {
    refuses(write("huge.png", pngClaiming(60_000, 60_000)), "claims 60000 x 60000 pixels", "50");
    byte[] jpeg = bytes("grey.jpg");
    int frame = 2;
    while (jpeg[frame + 1] != (byte) 0xc0) {
      frame += 2 + ByteBuffer.wrap(jpeg).getShort(frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    refuses(write("huge.jpg", jpeg), "claims 60000 x 60000 pixels");
  }

  @Test
  void readsALargePictureOfOneColour() throws IOException {
    BufferedImage image = new BufferedImage(4_000, 3_000, BufferedImage.TYPE_3BYTE_BGR);
    Path file = folder.resolve("plain.png");
    ImageIO.write(image, "png", file.toFile());
    assertThat(36_000_000 / Files.size(file)).isGreaterThan(500);
    assertThat(images.read(file).shape()).isEqualTo(new ImageShape(3, 3_000, 4_000));
  }

  @Test
  void readsOnAfterAFailure() throws IOException {
    refuses(write("cut.png", Arrays.copyOf(bytes("rgb.png"), 60)), "cut.png");
    assertThat(images.read(fixture("rgb.png")).shape()).isEqualTo(new ImageShape(3, 6, 9));
  }

  private void refuses(Path file, String... parts) {
    assertThatThrownBy(() -> images.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private Path fixture(String name) throws IOException {
    return write(name, bytes(name));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ImageFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static void close(String what, byte[] found, String hex, int tolerance) {
    byte[] expected = HexFormat.of().parseHex(hex);
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      int difference = Math.abs((found[i] & 0xff) - (expected[i] & 0xff));
      assertThat(difference).as("%s, sample %d", what, i).isLessThanOrEqualTo(tolerance);
    }
  }

  /** A valid PNG signature and header chunk with the sizes given, and nothing after it. */
  private static byte[] pngClaiming(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    png.put("IHDR".getBytes()).putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }
}
