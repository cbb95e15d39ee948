// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Against Pillow's own results; {@code make_fixtures.py} beside the fixtures made them. */
class ResizerTest {
  @Test
  void givesPillowsBytes() throws Exception {
    List<String> lines = lines("resize.txt");
    assertThat(lines).hasSize(4 * 2 * 10);
    for (String line : lines) {
      String[] f = line.split(" ");
      int[] n = Arrays.stream(f, 1, 6).mapToInt(Integer::parseInt).toArray();
      ImageShape shape = new ImageShape(n[0], n[2], n[1]);
      Picture result =
          new Picture(shape, pattern(shape)).resized(n[4], n[3], Resample.valueOf(f[0]));
      byte[] start = Arrays.copyOf(result.samples(), Math.min(12, result.samples().length));
      assertThat(HexFormat.of().formatHex(start)).as(line).isEqualTo(f[7]);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(result.samples());
      assertThat(HexFormat.of().formatHex(hash)).as(line).isEqualTo(f[6]);
    }
  }

  @Test
  void servesChangingSourcesAndOffsets() {
    Resizer resizer = new Resizer(10, 12, Resample.BILINEAR);
    for (ImageShape shape :
        List.of(
            new ImageShape(1, 40, 3),
            new ImageShape(3, 7, 90),
            new ImageShape(1, 10, 12),
            new ImageShape(1, 40, 3))) {
      byte[] source = new byte[5 + shape.bytes()];
      System.arraycopy(pattern(shape), 0, source, 5, shape.bytes());
      byte[] target = new byte[7 + resizer.target(shape).bytes()];
      resizer.resize(ImageBytes.of(shape, source, 5), target, 7);
      assertThat(Arrays.copyOfRange(target, 7, target.length))
          .as(shape.toString())
          .isEqualTo(
              new Picture(shape, pattern(shape)).resized(10, 12, Resample.BILINEAR).samples());
    }
  }

  @Test
  void readsSamplesWhereverTheyLie() {
    for (int width : new int[] {3, 16, 21}) {
      ImageShape shape = new ImageShape(3, 19, width);
      byte[] inOrder = pattern(shape);
      int plane = 19 * width;
      byte[] pixels = new byte[2 + 19 * 70];
      for (int i = 0; i < inOrder.length; i++) {
        int place = i % plane;
        pixels[2 + place / width * 70 + place % width * 3 + i / plane] = inOrder[i];
      }
      ImageBytes planes = ImageBytes.of(shape, inOrder, 0);
      ImageBytes together = new ImageBytes(pixels, 2, shape, 1, 70, 3);
      for (UnaryOperator<ImageBytes> view :
          List.<UnaryOperator<ImageBytes>>of(
              image -> image,
              ImageBytes::leftToRight,
              ImageBytes::transposed,
              image -> image.transposed().upsideDown(),
              image -> image.part(2, 1, 16, 2),
              image -> image.part(2, 1, 1, 1).repeated(3))) {
        ImageShape seen = view.apply(planes).shape();
        byte[] wanted =
            new Picture(seen, view.apply(planes).samples().clone())
                .resized(8, 11, Resample.BICUBIC)
                .samples();
        for (ImageBytes source : List.of(planes, together)) {
          byte[] target = new byte[3 * 8 * 11];
          new Resizer(8, 11, Resample.BICUBIC).resize(view.apply(source), target, 0);
          assertThat(target).as("%s of %s", seen, shape).isEqualTo(wanted);
        }
      }
    }
  }

  /** Rows of 20 000 pixels are taken in bands of 64; what a row becomes depends on itself alone. */
  @Test
  void bandsOfAWideImageMeetWithoutSeam() {
    ImageShape shape = new ImageShape(3, 150, 20_000);
    byte[] source = pattern(shape);
    byte[] whole = new Picture(shape, source).resized(150, 3, Resample.BICUBIC).samples();
    ImageShape single = new ImageShape(3, 1, 20_000);
    for (int y = 0; y < 150; y++) {
      byte[] row = new byte[single.bytes()];
      for (int c = 0; c < 3; c++) {
        System.arraycopy(source, (c * 150 + y) * 20_000, row, c * 20_000, 20_000);
      }
      byte[] narrow = new Picture(single, row).resized(1, 3, Resample.BICUBIC).samples();
      for (int c = 0; c < 3; c++) {
        int at = (c * 150 + y) * 3;
        assertThat(Arrays.copyOfRange(whole, at, at + 3))
            .as("row %d, channel %d", y, c)
            .isEqualTo(Arrays.copyOfRange(narrow, 3 * c, 3 * c + 3));
      }
    }
  }

  @Test
  void refusesAnEmptyTarget() {
    assertThatThrownBy(() -> new Resizer(0, 4, Resample.BOX)).isInstanceOf(FoveaException.class);
  }

  static byte[] pattern(ImageShape shape) {
    byte[] pixels = new byte[shape.bytes()];
    int at = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          pixels[at++] = (byte) (x * 37 + y * 101 + x * y * 7 + c * 53);
        }
      }
    }
    return pixels;
  }

  static List<String> lines(String resource) throws IOException {
    try (InputStream in = ResizerTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
