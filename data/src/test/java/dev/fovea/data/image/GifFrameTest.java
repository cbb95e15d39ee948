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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that do not cover their canvas, as Pillow 9.4 reads them. */
class GifFrameTest {
  private static Picture read(byte[] content) {
    try (ImageFiles images = new ImageFiles()) {
      return images.decode(Path.of("x.gif"), content);
    }
  }

  /**
   * The fixture on another canvas.
   *
   * @param clear index of the transparent colour; negative for none
   */
  private static byte[] gif(int width, int height, int left, int top, int clear) {
    byte[] whole = HostileImages.resource("palette.gif");
    int frame = frame(whole);
    ByteBuffer gif = ByteBuffer.allocate(whole.length + 8 + 5 + 8).order(ByteOrder.LITTLE_ENDIAN);
    gif.put(whole, 0, frame);
    gif.put(new byte[] {0x21, (byte) 0xf9, 4, (byte) (clear < 0 ? 0 : 1), 0, 0, (byte) clear, 0});
    gif.put(new byte[] {0x21, (byte) 0xfe, 1, ',', 0});
    gif.put(whole, frame, whole.length - frame);
    gif.putShort(6, (short) width).putShort(8, (short) height);
    // The background that the file names counts for nothing.
    gif.put(11, (byte) 2);
    gif.putShort(frame + 13 + 1, (short) left).putShort(frame + 13 + 3, (short) top);
    return gif.array();
  }

  private static int frame(byte[] gif) {
    return new String(gif, StandardCharsets.ISO_8859_1).indexOf(',', 13 + 3 * (2 << (gif[10] & 7)));
  }

  @ParameterizedTest
  @CsvSource({
    "20,15,3,4,-1,20,15",
    "20,15,3,4,5,20,15",
    "20,15,0,0,1,20,15",
    "2,2,3,1,-1,0,0",
    "0,0,0,0,3,0,0"
  })
  void theRestIsFilled(int width, int height, int left, int top, int clear, int wide, int high) {
    byte[] plain = HostileImages.resource("palette.gif");
    Picture frame = read(plain);
    ImageShape inner = frame.shape();
    Picture found = read(gif(width, height, left, top, clear));
    ImageShape shape = found.shape();
    assertThat(shape)
        .isEqualTo(
            new ImageShape(
                inner.channels(),
                high == 0 ? top + inner.height() : high,
                wide == 0 ? left + inner.width() : wide));
    for (int c = 0; c < shape.channels(); c++) {
      byte fill = plain[13 + 3 * Math.max(0, clear) + c];
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          boolean inside =
              x >= left && x < left + inner.width() && y >= top && y < top + inner.height();
          int at = (c * inner.height() + y - top) * inner.width() + x - left;
          assertThat(found.samples()[(c * shape.height() + y) * shape.width() + x])
              .as("channel %d, row %d, column %d", c, y, x)
              .isEqualTo(inside ? frame.samples()[at] : fill);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"palette.gif", "rgb.gif", "grey.gif"})
  void dataThatStopBeforeTheLastPixelAreRefused(String name) {
    byte[] whole = HostileImages.resource(name);
    Picture picture = read(whole);
    int data = GifFrame.of(whole, 9, 6).data();
    for (int kept = 1; kept < whole[data + 1] - 3; kept++) {
      // In good order: a shorter block, the end of the data, the end of the file.
      byte[] cut = Arrays.copyOf(whole, data + 2 + kept + 2);
      cut[data + 1] = (byte) kept;
      cut[data + 2 + kept] = 0;
      cut[data + 3 + kept] = ';';
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes of data", kept)
          .isInstanceOf(FoveaException.class)
          .hasMessage("x.gif: the image is cut short; get the file again");
    }
    assertThat(GifFrame.of(whole, 9, 6).isCut(whole, 54)).isFalse();
    assertThat(GifFrame.of(whole, 9, 6).isCut(whole, 55)).isTrue();
    assertThat(picture.shape().width()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void blocksOfDataMayHaveAnyLength(int block) {
    byte[] whole = HostileImages.resource("rgb.gif");
    int data = GifFrame.of(whole, 9, 6).data();
    ByteArrayOutputStream gif = new ByteArrayOutputStream();
    gif.write(whole, 0, data + 1);
    int end = data + 2 + (whole[data + 1] & 0xff);
    assertThat(whole[end]).as("the only block's end").isZero();
    for (int from = data + 2; from < end; from += block) {
      int held = Math.min(block, end - from);
      gif.write(held);
      gif.write(whole, from, held);
    }
    gif.write(whole, end, whole.length - end);
    assertThat(read(gif.toByteArray()).samples()).isEqualTo(read(whole).samples());
  }

  @ParameterizedTest
  @CsvSource({"60000,60000,0,0", "1,1,50000,60000"})
  void hugeCanvasesAreRefused(int width, int height, int left, int top) {
    assertThatThrownBy(() -> read(gif(width, height, left, top, -1)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContainingAll("x.gif: claims ", "pixels");
  }
}
