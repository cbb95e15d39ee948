// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
  private static final ImageShape SHAPE = new ImageShape(3, 10, 12);
  private static final int OFFSET = 5;
  private static final Change.Reach REACH = new Change.Reach(0.3, 0.5, 0, 90, 0.9, 4);

  /** The picture of {@code make_changes.py}. */
  private static Pixels picture(ImageShape shape) {
    float[] samples = new float[OFFSET + shape.bytes()];
    int at = OFFSET;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          samples[at++] = ((x * 17 + y * 23 + x * y * (c + 1) + 40 * c) % 201 + 20) / 255f;
        }
      }
    }
    return new Pixels(samples, OFFSET, shape, new float[shape.bytes()]);
  }

  private static float[] content(Pixels image) {
    assertThat(Arrays.copyOf(image.samples(), OFFSET)).containsOnly(0);
    return Arrays.copyOfRange(image.samples(), OFFSET, image.samples().length);
  }

  private static float[] changed(ImageShape shape, int epoch, int index, String step) {
    Pixels image = picture(shape);
    Augmentation.parse(List.of(step)).apply(image, Dice.of(9, epoch, index), () -> {});
    return content(image);
  }

  @Test
  void coloursChangeAsPillowChangesThem() throws IOException {
    Set<Change> compared = EnumSet.noneOf(Change.class);
    try (InputStream in = ChangeTest.class.getResourceAsStream("changes.txt")) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList()) {
        String[] f = line.split(" ");
        Pixels image = picture(SHAPE);
        Change change = Change.valueOf(f[0]);
        change.apply(image, REACH, Double.parseDouble(f[1]));
        byte[] expected = HexFormat.of().parseHex(f[2]);
        float[] found = content(image);
        for (int i = 0; i < expected.length; i++) {
          // Pillow rounds each step to a byte.
          assertThat(found[i] * 255)
              .as("%s %s, sample %d", f[0], f[1], i)
              .isCloseTo(expected[i] & 0xff, within(1.6f));
        }
        compared.add(change);
      }
    }
    assertThat(compared).hasSize(9);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void noStrengthNoChange(Change change) {
    if (change == Change.AUTOCONTRAST || change == Change.EQUALIZE) {
      return;
    }
    Pixels image = picture(SHAPE);
    change.apply(image, REACH, 0);
    assertThat(content(image)).containsExactly(content(picture(SHAPE)), within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void samplesStayInRange(Change change) {
    for (double strength : new double[] {-1, -0.3, 0.3, 1}) {
      for (ImageShape shape : List.of(SHAPE, new ImageShape(1, 9, 7), new ImageShape(1, 1, 1))) {
        Pixels image = picture(shape);
        change.apply(image, REACH, change.isSigned() ? strength : Math.abs(strength));
        for (float x : content(image)) {
          assertThat(x).as("%s %s", change, strength).isBetween(0f, 1f);
        }
      }
    }
  }

  @Test
  void warpsMovePixelsWhereTheyShould() {
    Pixels moved = picture(SHAPE);
    Change.TRANSLATE_X.apply(moved, REACH, 0.5);
    Pixels turned = picture(new ImageShape(3, 11, 11));
    float[] square = content(turned).clone();
    Change.ROTATE.apply(turned, REACH, 1);
    float[] before = content(picture(SHAPE));
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 12; x++) {
        float want = x < 3 ? 0 : before[y * 12 + x - 3];
        assertThat(content(moved)[y * 12 + x]).isCloseTo(want, within(1e-6f));
      }
    }
    Set<Float> corners = Set.of(square[0], square[10], square[110], square[120]);
    assertThat(content(turned)[0]).isCloseTo(square[110], within(1e-4f));
    assertThat(content(turned)[120]).isCloseTo(square[10], within(1e-4f));
    assertThat(corners).hasSize(4);
    Pixels sheared = picture(SHAPE);
    Change.SHEAR_Y.apply(sheared, REACH, 1);
    // The upper left corner stays where it is, as in torchvision; nothing comes in from above it.
    assertThat(content(sheared)[0])
        .isCloseTo(0.85f * before[0] + 0.15f * before[12], within(1e-5f));
    assertThat(content(sheared)[5 * 12 + 11]).isNotCloseTo(before[5 * 12 + 11], within(1e-3f));
  }

  @Test
  void trivialAugmentShiftsByPixelsAndOthersByShares() {
    Change.Reach pixels = new Change.Reach(0.99, 0, 4, 135, 0.99, 6);
    for (ImageShape shape : List.of(new ImageShape(1, 9, 40), new ImageShape(1, 9, 6))) {
      float[] before = content(picture(shape));
      for (double strength : new double[] {1, 0.7}) {
        Pixels moved = picture(shape);
        Change.TRANSLATE_X.apply(moved, pixels, strength);
        // By whole pixels: 0.7 of four are two.
        int shift = strength == 1 ? 4 : 2;
        for (int x = 0; x < shape.width(); x++) {
          assertThat(content(moved)[x]).isCloseTo(x < shift ? 0 : before[x - shift], within(1e-6f));
        }
      }
    }
    Pixels small = picture(SHAPE);
    Change.TRANSLATE_Y.apply(small, new Change.Reach(0, 150.0 / 331, 0, 0, 0, 0), 0.3);
    assertThat(content(small)[12]).isCloseTo(content(picture(SHAPE))[0], within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"randaugment", "randaugment 3 15", "trivialaugment", "resized-crop"})
  void everyImageAndEpochIsChangedInItsOwnWay(String step) {
    Set<List<Float>> seen = new HashSet<>();
    for (int index = 0; index < 60; index++) {
      float[] once = changed(SHAPE, 1, index, step);
      assertThat(changed(SHAPE, 1, index, step)).isEqualTo(once);
      Float[] boxed = new Float[once.length];
      Arrays.setAll(boxed, i -> once[i]);
      seen.add(List.of(boxed));
    }
    // Changes without strength, and identity, come out the same now and then.
    assertThat(seen).hasSizeGreaterThan(35);
    assertThat(changed(SHAPE, 2, 7, step)).isNotEqualTo(changed(SHAPE, 1, 7, step));
  }

  @Test
  void resizedCropShowsAPartOfTheWantedShare() {
    ImageShape shape = new ImageShape(1, 64, 64);
    double sum = 0;
    for (int index = 0; index < 300; index++) {
      Pixels image = picture(shape);
      for (int i = 0; i < shape.bytes(); i++) {
        // Rows and columns both rise, so the range seen tells the part's sides.
        image.samples()[OFFSET + i] = (i / 64 + 64f * (i % 64)) / 4096;
      }
      new ResizedCrop(0.25, 0.25).apply(image, Dice.of(1, 0, index));
      float[] seen = content(image);
      double columns = (seen[63] - seen[0]) * 64 + 1;
      double rows = (seen[63 * 64] - seen[0]) * 4096 + 1;
      assertThat(rows / columns).isBetween(0.7, 1.45);
      sum += rows * columns / 4096;
    }
    assertThat(sum / 300).isCloseTo(0.25, within(0.01));
    assertThat(changed(SHAPE, 0, 0, "resized-crop 1 1")).hasSize(360);
  }

  @Test
  void needlesSurviveCropping() {
    for (ImageShape shape : List.of(new ImageShape(1, 1, 1), new ImageShape(3, 1, 50))) {
      for (int index = 0; index < 20; index++) {
        assertThat(changed(shape, 0, index, "resized-crop")).hasSize(shape.bytes());
      }
    }
  }

  @Test
  void verticalFlipTurnsUpsideDown() {
    float[] before = content(picture(SHAPE));
    float[] after = changed(SHAPE, 0, 0, "flip vertical 1");
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 10; y++) {
        int from = (c * 10 + 9 - y) * 12;
        assertThat(Arrays.copyOfRange(after, (c * 10 + y) * 12, (c * 10 + y + 1) * 12))
            .isEqualTo(Arrays.copyOfRange(before, from, from + 12));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "randaugment 0",
        "randaugment 2 31",
        "randaugment 2.5",
        "trivialaugment 3",
        "resized-crop 0",
        "resized-crop 0.5 0.3",
        "resized-crop 0.5 1.1"
      })
  void refusesWhatMakesNoSense(String step) {
    assertThatThrownBy(() -> Augmentation.parse(List.of(step)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(step.split(" ")[0]);
  }
}
