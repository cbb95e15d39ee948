// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FitterTest {
  private static Picture fit(ImageShape shape, int height, int width, ResizeMode mode) {
    return new Fit(height, width, mode, Resample.BICUBIC)
        .apply(new Picture(shape, ResizerTest.pattern(shape)));
  }

  private static Picture photograph(String name) throws Exception {
    try (ImageFiles images = new ImageFiles()) {
      return images.read(Path.of(FitterTest.class.getResource(name).toURI()));
    }
  }

  @Test
  void photographsComeOutAsPillowsInEveryModeAndFilter() throws Exception {
    List<String> lines = ResizerTest.lines("photographs.txt");
    assertThat(lines).hasSize(2 * 4 * 8 * 3);
    Map<String, Picture> photographs =
        Map.of("raccoon.png", photograph("raccoon.png"), "stairs.png", photograph("stairs.png"));
    for (String line : lines) {
      String[] f = line.split(" ");
      Picture photograph = photographs.get(f[0]);
      Picture result =
          new Fit(
                  Integer.parseInt(f[4]),
                  Integer.parseInt(f[3]),
                  ResizeMode.valueOf(f[2]),
                  Resample.valueOf(f[1]))
              .apply(photograph);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(result.samples());
      assertThat(HexFormat.of().formatHex(hash)).as(line).isEqualTo(f[5]);
    }
  }

  @ParameterizedTest
  @EnumSource(ResizeMode.class)
  void whatCannotBeFittedIsKnownBefore(ResizeMode mode) {
    for (int[] side : new int[][] {{40, 300_000}, {300_000, 40}, {224, 300_000}, {9, 5_600_000}}) {
      ImageShape shape = new ImageShape(1, side[1], side[0]);
      Fitter fitter = new Fitter(new Fit(224, 9, mode, Resample.BILINEAR));
      Fitter other = new Fitter(new Fit(300, 224, mode, Resample.BILINEAR));
      for (Fitter each : List.of(fitter, other)) {
        byte[] result = new byte[each.target(shape).bytes()];
        ImageBytes image = ImageBytes.of(shape, new byte[shape.bytes()], 0);
        Throwable refused = catchThrowable(() -> each.fit(image, result, 0));
        Throwable before = catchThrowable(() -> each.check(shape));
        assertThat(String.valueOf(before)).as("%s", shape).isEqualTo(String.valueOf(refused));
      }
    }
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
        fitter.fit(ImageBytes.of(shape, ResizerTest.pattern(shape), 0), target, 3);
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
