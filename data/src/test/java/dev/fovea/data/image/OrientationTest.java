// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
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
