// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a file may say how it was held, other than where most do. */
class OrientationTest {
  private static Picture read(String name, byte[] content) {
    try (ImageFiles images = new ImageFiles()) {
      return images.decode(Path.of(name), content);
    }
  }

  @Test
  void pngSaysItBehindThePixelsToo() {
    byte[] before = HostileImages.resource("held-6.png");
    int exif = chunk(before, "eXIf");
    int end = exif + 12 + ByteBuffer.wrap(before).getInt(exif);
    int last = chunk(before, "IEND");
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    behind.write(before, 0, exif);
    behind.write(before, end, last - end);
    byte[] without = behind.toByteArray();
    behind.write(before, exif, end - exif);
    behind.write(before, last, before.length - last);
    Picture upright = read("before.png", before);
    Picture found = read("behind.png", behind.toByteArray());
    assertThat(found.shape()).isEqualTo(upright.shape());
    assertThat(found.samples()).isEqualTo(upright.samples());
    assertThat(read("without.png", with(without, before, last)).shape())
        .isNotEqualTo(upright.shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tEXt", "zTXt", "iTXt", "iTXt packed"})
  void pngMaySayItInItsText(String how) throws IOException {
    byte[] plain = HostileImages.resource("rgb.png");
    String hex = HexFormat.of().formatHex(TiffTagsTest.tiff(3, 8, 1, 6), 0, 200);
    String text = "\nexif\n     206\n" + "457869660000" + hex.replaceAll(".{72}", "$0\n") + "\n";
    byte[] rest = text.getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes("Raw profile type exif\0".getBytes(StandardCharsets.US_ASCII));
    boolean packed = !how.equals("tEXt") && !how.equals("iTXt");
    if (how.startsWith("iTXt")) {
      data.writeBytes(new byte[] {(byte) (packed ? 1 : 0), 0, 'e', 'n', 0, 'x', 0});
    } else if (packed) {
      data.write(0);
    }
    if (packed) {
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
        deflater.write(rest);
      }
    } else {
      data.writeBytes(rest);
    }
    byte[] type = how.substring(0, 4).getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(data.toByteArray());
    byte[] chunk =
        ByteBuffer.allocate(12 + data.size())
            .putInt(data.size())
            .put(type)
            .put(data.toByteArray())
            .putInt((int) crc.getValue())
            .array();
    int at = chunk(plain, "IDAT");
    byte[] start = with(Arrays.copyOf(plain, at), chunk, 0);
    Picture upright = Orientation.upright(read("plain.png", plain), 6);
    Picture found = read("text.png", with(start, plain, at));
    assertThat(found.shape()).isEqualTo(upright.shape());
    assertThat(found.samples()).isEqualTo(upright.samples());
    // What comes of half of it is upright.
    byte[] cut = with(Arrays.copyOf(plain, at), chunk, 0);
    Arrays.fill(cut, at + 60, cut.length - 4, (byte) 'x');
    assertThat(Orientation.of(ImageFormat.PNG, with(cut, plain, at))).isEqualTo(1);
    // Of many such texts, each of which may be large, the first counts.
    byte[] second = with(with(cut, chunk, 0), plain, at);
    assertThat(Orientation.of(ImageFormat.PNG, second)).isEqualTo(1);
    byte[] first = with(with(start, cut, at), plain, at);
    assertThat(Orientation.of(ImageFormat.PNG, first)).isEqualTo(6);
  }

  private static byte[] with(byte[] start, byte[] whole, int from) {
    byte[] result = Arrays.copyOf(start, start.length + whole.length - from);
    System.arraycopy(whole, from, result, start.length, whole.length - from);
    return result;
  }

  private static int chunk(byte[] png, String type) {
    return new String(png, StandardCharsets.ISO_8859_1).indexOf(type) - 4;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_000})
  void jpegMayHaveFillBytesBeforeAnyMarker(int count) {
    byte[] plain = HostileImages.resource("held-6.jpg");
    byte[] start = Arrays.copyOf(plain, 2 + count);
    Arrays.fill(start, 2, 2 + count, (byte) -1);
    Picture upright = read("plain.jpg", plain);
    Picture found = read("filled.jpg", with(start, plain, 2));
    assertThat(found.shape()).isEqualTo(upright.shape());
    assertThat(found.samples()).isEqualTo(upright.samples());
  }
}
