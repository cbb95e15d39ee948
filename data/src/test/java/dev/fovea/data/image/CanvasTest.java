// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** WebP files that are animated, or cut short. */
class CanvasTest {
  private static final byte[] PLAIN = HostileImages.resource("lossless.webp");

  private static Picture read(byte[] content) {
    try (ImageFiles images = new ImageFiles()) {
      return images.decode(Path.of("x.webp"), content);
    }
  }

  private static byte[] chunk(String type, byte[] content) {
    int held = content.length + (content.length & 1);
    return ByteBuffer.allocate(8 + held)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] numbers(int... values) {
    ByteBuffer three = ByteBuffer.allocate(3 * values.length);
    for (int value : values) {
      three.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }
    return three.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The fixture, of 9 x 6 pixels, as the first frame of an animation. */
  private static byte[] animation(int width, int height, int left, int top) {
    byte[] pixels = Arrays.copyOfRange(PLAIN, 12, PLAIN.length);
    byte[] frame = joined(numbers(left / 2, top / 2, 8, 5, 100), new byte[] {0}, pixels);
    byte[] all =
        joined(
            "WEBP".getBytes(StandardCharsets.US_ASCII),
            chunk("VP8X", joined(new byte[] {2, 0, 0, 0}, numbers(width - 1, height - 1))),
            chunk("ANIM", new byte[6]),
            chunk("ANMF", frame));
    return chunk("RIFF", all);
  }

  @Test
  void aFrameLiesOnItsCanvas() {
    Picture frame = read(PLAIN);
    Picture found = read(animation(20, 15, 4, 2));
    assertThat(found.shape()).isEqualTo(new ImageShape(3, 15, 20));
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 15; y++) {
        for (int x = 0; x < 20; x++) {
          boolean inside = x >= 4 && x < 13 && y >= 2 && y < 8;
          assertThat(found.samples()[(c * 15 + y) * 20 + x])
              .isEqualTo(inside ? frame.samples()[(c * 6 + y - 2) * 9 + x - 4] : 0);
        }
      }
    }
    assertThat(read(animation(9, 6, 0, 0)).samples()).isEqualTo(frame.samples());
  }

  @Test
  void hugeCanvasesAreRefused() {
    assertThatThrownBy(() -> read(animation(1 << 24, 1 << 24, 0, 0)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("x.webp: claims 16777216 x 16777216 pixels");
  }

  @Test
  void filesThatAreCutAreRefusedWhereverTheyEnd() {
    for (int length = 12; length < PLAIN.length; length += 3) {
      byte[] cut = Arrays.copyOf(PLAIN, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d of %d bytes", length, PLAIN.length)
          .isInstanceOf(FoveaException.class)
          .hasMessage("x.webp: the image is cut short; get the file again");
    }
    byte[] longer = Arrays.copyOf(PLAIN, PLAIN.length + 1_000);
    Arrays.fill(longer, PLAIN.length, longer.length, (byte) -1);
    assertThat(read(longer).samples()).isEqualTo(read(PLAIN).samples());
    // The whole claims no more than there is, its chunk does.
    byte[] chunk = PLAIN.clone();
    chunk[18] = 1;
    assertThatThrownBy(() -> read(chunk)).hasMessageContaining("x.webp: the image is cut short");
  }

  @Test
  void losslessDataThatEndInsideTheirChunkAreRefused() {
    for (int length = 26; length < PLAIN.length - 2; length += 2) {
      // In good order: both sizes are those of what is there.
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(PLAIN, length)).order(ByteOrder.LITTLE_ENDIAN);
      cut.putInt(4, length - 8).putInt(16, length - 20);
      assertThatThrownBy(() -> read(cut.array()))
          .as("%d of %d bytes", length, PLAIN.length)
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("x.webp");
    }
  }

  @Test
  void codesWithoutEndAreRefused() {
    // Of damage that kept the decoder busy for half a minute behind the last byte.
    byte[] damaged =
        HexFormat.of()
            .parseHex(
                "5249464626000000574542505650384c1a0000002f010000000f30e4977c"
                    + "2798a4a9f6ffc983f98fd6e346f43f00");
    assertThatThrownBy(() -> read(damaged))
        .hasMessage("x.webp: the image is cut short; get the file again");
  }
}
