// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs than most; all of them as Pillow 9.4 reads them. */
class JpegColoursTest {
  private static final int JFIF_LENGTH = 18;

  private static Picture read(byte[] content) {
    try (ImageFiles images = new ImageFiles()) {
      return images.decode(Path.of("odd.jpg"), content);
    }
  }

  private static int find(byte[] content, String what) {
    return new String(content, StandardCharsets.ISO_8859_1).indexOf(what);
  }

  /**
   * The fixture with other names of components, with or without JFIF, and with an Adobe segment.
   */
  private static byte[] jpeg(String file, String names, boolean jfif, int transform) {
    byte[] whole = HostileImages.resource(file);
    int frame = find(whole, file.startsWith("prog") ? "\u00ff\u00c2" : "\u00ff\u00c0");
    byte[] result = whole.clone();
    for (int c = 0; c < 3; c++) {
      result[frame + 10 + 3 * c] = (byte) names.charAt(c);
    }
    for (int at = find(whole, "\u00ff\u00da"); at + 10 < whole.length; at++) {
      if (whole[at] == -1 && whole[at + 1] == (byte) 0xda) {
        for (int i = 0; i < whole[at + 4]; i++) {
          result[at + 5 + 2 * i] = (byte) names.charAt(whole[at + 5 + 2 * i] - 1);
        }
      }
    }
    byte[] adobe = {-1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    adobe[15] = (byte) transform;
    int start = jfif ? 2 + JFIF_LENGTH : 2;
    int added = transform < 0 ? 0 : adobe.length;
    byte[] all = Arrays.copyOf(result, start + added + whole.length - 2 - JFIF_LENGTH);
    System.arraycopy(adobe, 0, all, start, added);
    System.arraycopy(result, 2 + JFIF_LENGTH, all, start + added, whole.length - 2 - JFIF_LENGTH);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "012, false, -1",
    "YCc, false, -1",
    "224, false, -1",
    "rgb, false, -1",
    "123, false, -1",
    "012, true, -1",
    "RGB, true, -1",
    "224, true, -1",
    "123, true, 0",
    "RGB, true, 0",
    "123, true, 2",
    "YCc, true, 2",
    "123, false, 2",
    "RGB, false, 2",
    "012, false, 1",
    "RGB, false, 1"
  })
  void threeComponentsAreLumaAndColours(String names, boolean jfif, int transform) {
    String bytes = names.replace('0', '\0').replace('1', '\1').replace('2', '\2');
    bytes = bytes.replace('3', '\3').replace('4', '\4');
    byte[] samples = read(HostileImages.resource("rgb.jpg")).samples();
    assertThat(read(jpeg("rgb.jpg", bytes, jfif, transform)).samples()).isEqualTo(samples);
    if (!names.equals("224")) {
      samples = read(HostileImages.resource("progressive.jpg")).samples();
      assertThat(read(jpeg("progressive.jpg", bytes, jfif, transform)).samples())
          .isEqualTo(samples);
    }
  }

  @ParameterizedTest
  @CsvSource({"RGB, -1", "123, 0"})
  void unlessTheFileSaysOtherwise(String names, int transform) {
    String bytes = names.replace('1', '\1').replace('2', '\2').replace('3', '\3');
    byte[] luma = read(HostileImages.resource("rgb.jpg")).samples();
    byte[] colours = read(jpeg("rgb.jpg", bytes, false, transform)).samples();
    assertThat(colours).isNotEqualTo(luma);
    // The red component is the luma of the other reading: 0.299 R + 0.587 G + 0.114 B.
    int plane = luma.length / 3;
    for (int p = 0; p < plane; p++) {
      double grey =
          0.299 * (luma[p] & 0xff)
              + 0.587 * (luma[plane + p] & 0xff)
              + 0.114 * (luma[2 * plane + p] & 0xff);
      assertThat(Math.abs((colours[p] & 0xff) - grey)).isLessThan(3);
    }
  }

  @Test
  void inksAreInvertedWhoeverWroteThem() {
    byte[] adobe = HostileImages.resource("cmyk.jpg");
    byte[] plain = adobe.clone();
    plain[find(plain, "Adobe")] = '-';
    assertThat(read(plain).samples()).isEqualTo(read(adobe).samples());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void inksOfAnyOtherTransformAreTakenForYcck(int transform) {
    byte[] ycck = HostileImages.resource("ycck.jpg");
    byte[] other = ycck.clone();
    other[find(other, "Adobe") + 11] = (byte) transform;
    assertThat(read(other).samples()).isEqualTo(read(ycck).samples());
  }

  @ParameterizedTest
  @CsvSource({"ycck.jpg, 0", "ycck.jpg, 1", "cmyk.jpg, 2"})
  void ofTwoSegmentsOfAdobeTheLastCounts(String name, int transform) {
    byte[] plain = HostileImages.resource(name);
    byte[] other = {-1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    other[15] = (byte) transform;
    byte[] two = Arrays.copyOf(plain, plain.length + other.length);
    System.arraycopy(other, 0, two, 2, other.length);
    System.arraycopy(plain, 2, two, 2 + other.length, plain.length - 2);
    assertThat(read(two).samples()).isEqualTo(read(plain).samples());
  }

  @Test
  void whatLiesBehindTheEndIsNoPass() {
    byte[] photo = HostileImages.resource("rgb.jpg");
    byte[] motion = Arrays.copyOf(photo, photo.length + 12_000_000);
    for (int at = photo.length; at < motion.length; at += 2) {
      motion[at] = -1;
      motion[at + 1] = (byte) 0xda;
    }
    assertThat(read(motion).samples()).isEqualTo(read(photo).samples());
    assertThat(JpegMarkers.passes(motion)).isEqualTo(1);
    assertThat(JpegMarkers.passes(HostileImages.resource("progressive.jpg"))).isGreaterThan(5);
  }
}
