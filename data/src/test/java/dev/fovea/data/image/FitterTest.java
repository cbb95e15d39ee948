// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageShape;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FitterTest {
  private static Picture fit(ImageShape shape, int height, int width, ResizeMode mode) {
    return new Fit(height, width, mode, Resample.BICUBIC)
        .apply(new Picture(shape, ResizerTest.pattern(shape)));
  }

  /** The picture that {@code make_fixtures.py} draws with the same whole numbers. */
  private static Picture photograph() {
    ImageShape shape = new ImageShape(3, 300, 400);
    byte[] samples = new byte[shape.bytes()];
    int at = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 300; y++) {
        for (int x = 0; x < 400; x++) {
          int value =
              (noise(x, y, c, 64) * 4
                      + noise(x, y, 3, 16) * 2
                      + noise(x, y, 4, 4)
                      + noise(x, y, c + 5, 1))
                  / 7;
          value += 3 * x + 5 * y > 900 + 40 * c ? 60 : 0;
          value -= (x - 200) * (x - 200) + (y - 90) * (y - 90) < 4000 ? 50 : 0;
          samples[at++] = (byte) Math.max(0, Math.min(255, value + x / 6));
        }
      }
    }
    return new Picture(shape, samples);
  }

  private static int noise(int x, int y, int c, int step) {
    int i = x / step;
    int j = y / step;
    int across = x % step;
    int down = y % step;
    int top = cell(i, j, c) * (step - across) + cell(i + 1, j, c) * across;
    int low = cell(i, j + 1, c) * (step - across) + cell(i + 1, j + 1, c) * across;
    return (top * (step - down) + low * down) / (step * step);
  }

  private static int cell(int x, int y, int c) {
    int v = x * 374761393 + y * 668265263 + c * 974634253;
    v = (v ^ v >>> 13) * 1274126177;
    return (v ^ v >>> 16) & 255;
  }

  @Test
  void photographsComeOutAsPillowsInEveryModeAndFilter() throws Exception {
    Picture photograph = photograph();
    int compared = 0;
    for (String line : ResizerTest.lines("photograph.txt")) {
      String[] f = line.split(" ");
      Picture result = photograph;
      if (!f[0].equals("SOURCE")) {
        result =
            new Fit(
                    Integer.parseInt(f[3]),
                    Integer.parseInt(f[2]),
                    ResizeMode.valueOf(f[1]),
                    Resample.valueOf(f[0]))
                .apply(photograph);
        compared++;
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(result.samples());
      assertThat(HexFormat.of().formatHex(hash)).as(line).isEqualTo(f[4]);
    }
    assertThat(compared).isEqualTo(4 * 7 * 3);
  }

  @Test
  void stretchIsPlainResizing() {
    ImageShape shape = new ImageShape(3, 17, 31);
    assertThat(fit(shape, 9, 12, ResizeMode.STRETCH).samples())
        .isEqualTo(
            new Picture(shape, ResizerTest.pattern(shape))
                .resized(9, 12, Resample.BICUBIC)
                .samples());
  }

  @Test
  void cropResizesTheMiddle() {
    ImageShape shape = new ImageShape(1, 10, 20);
    byte[] middle = new byte[100];
    for (int y = 0; y < 10; y++) {
      System.arraycopy(ResizerTest.pattern(shape), 20 * y + 5, middle, 10 * y, 10);
    }
    assertThat(fit(shape, 5, 5, ResizeMode.CROP).samples())
        .isEqualTo(
            new Picture(new ImageShape(1, 10, 10), middle)
                .resized(5, 5, Resample.BICUBIC)
                .samples());
  }

  @Test
  void letterboxKeepsEverythingBetweenBlackBars() {
    ImageShape shape = new ImageShape(3, 10, 20);
    byte[] bright = new byte[shape.bytes()];
    Arrays.fill(bright, (byte) 200);
    Picture result =
        new Fit(8, 8, ResizeMode.LETTERBOX, Resample.LANCZOS).apply(new Picture(shape, bright));
    for (int i = 0; i < result.samples().length; i++) {
      int row = i / 8 % 8;
      assertThat(result.samples()[i] & 0xff)
          .as("sample %d", i)
          .isEqualTo(row < 2 || row > 5 ? 0 : 200);
    }
  }

  @Test
  void sameSizeLeavesEveryBit() {
    ImageShape shape = new ImageShape(3, 8, 8);
    for (ResizeMode mode : ResizeMode.values()) {
      assertThat(fit(shape, 8, 8, mode).samples()).isEqualTo(ResizerTest.pattern(shape));
    }
  }

  @Test
  void needlesComeToAnySizeInBoundedRoom() {
    for (ImageShape shape :
        new ImageShape[] {new ImageShape(1, 60_000, 1), new ImageShape(1, 1, 60_000)}) {
      for (ResizeMode mode : ResizeMode.values()) {
        assertThat(fit(shape, 224, 7, mode).shape()).isEqualTo(new ImageShape(1, 224, 7));
      }
    }
  }

  @Test
  void whatWouldFillMemoryIsRefused() {
    Picture needle = new Picture(new ImageShape(1, 1_000_000, 1), new byte[1_000_000]);
    assertThatThrownBy(() -> Fit.NONE.size(224, 224).apply(needle))
        .hasMessageContaining("an image of 1x1000000x1 is too long and thin");
  }

  @Test
  void oneFitterServesChangingSources() {
    for (ResizeMode mode : ResizeMode.values()) {
      Fitter fitter = new Fitter(new Fit(9, 14, mode, Resample.BICUBIC));
      for (int[] size : new int[][] {{30, 11}, {5, 70}, {9, 14}, {30, 11}, {18, 28}}) {
        ImageShape shape = new ImageShape(3, size[0], size[1]);
        byte[] target = new byte[fitter.target(shape).bytes() + 3];
        fitter.fit(ResizerTest.pattern(shape), 0, shape, target, 3);
        assertThat(Arrays.copyOfRange(target, 3, target.length))
            .as("%s %s", mode, shape)
            .isEqualTo(fit(shape, 9, 14, mode).samples());
      }
    }
  }

  @Test
  void refusesHalfASize() {
    assertThatThrownBy(() -> Fit.NONE.size(0, 5)).hasMessageContaining("give both sides");
  }
}
