// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {
  private static final ImageShape GREY = new ImageShape(1, 6, 5);
  private static final ImageShape RGB = new ImageShape(3, 4, 4);

  /** All samples differ and lie in 0..1. */
  private static float[] ramp(ImageShape shape) {
    float[] samples = new float[shape.bytes()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (i + 1f) / (samples.length + 1);
    }
    return samples;
  }

  private static float[] run(ImageShape shape, int epoch, int index, String... steps) {
    // Away from the array's beginning, so that a forgotten offset shows.
    float[] array = new float[shape.bytes() + 7];
    System.arraycopy(ramp(shape), 0, array, 7, shape.bytes());
    Pixels image = new Pixels(array, 7, shape, new float[shape.bytes()]);
    Augmentation.parse(List.of(steps)).apply(image, Dice.of(3, epoch, index), () -> {});
    assertThat(Arrays.copyOf(array, 7)).containsOnly(0);
    return Arrays.copyOfRange(array, 7, array.length);
  }

  private static float[] mirrored(ImageShape shape) {
    float[] x = ramp(shape);
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i / shape.width() * shape.width() + shape.width() - 1 - i % shape.width()];
    }
    return y;
  }

  @Test
  void sameDiceSameImage() {
    String[] steps = {"crop 2 reflect", "flip", "rotate 20", "jitter 0.4 0.4 0.4 0.1", "erase 1"};
    Set<List<Float>> seen = new HashSet<>();
    for (int index = 0; index < 40; index++) {
      float[] once = run(RGB, 1, index, steps);
      assertThat(run(RGB, 1, index, steps)).isEqualTo(once);
      assertThat(run(RGB, 2, index, steps)).isNotEqualTo(once);
      Float[] boxed = new Float[once.length];
      Arrays.setAll(boxed, i -> once[i]);
      seen.add(List.of(boxed));
    }
    assertThat(seen).hasSize(40);
  }

  @Test
  void flipMirrorsHalfOfTheImages() {
    int flips = 0;
    for (int index = 0; index < 400; index++) {
      float[] y = run(GREY, 0, index, "flip");
      boolean flipped = Arrays.equals(y, mirrored(GREY));
      assertThat(flipped || Arrays.equals(y, ramp(GREY))).isTrue();
      flips += flipped ? 1 : 0;
    }
    assertThat(flips).isBetween(150, 250);
    assertThat(run(RGB, 0, 0, "flip 1")).isEqualTo(mirrored(RGB));
  }

  @Test
  void alternatingFlipShowsBothSidesInAnyTwoEpochs() {
    int first = 0;
    for (int index = 0; index < 100; index++) {
      List<float[]> epochs = List.of(run(GREY, 0, index, "flip alternate"));
      first += Arrays.equals(epochs.get(0), mirrored(GREY)) ? 1 : 0;
      for (int epoch = 0; epoch < 4; epoch++) {
        float[] now = run(GREY, epoch, index, "flip alternate");
        float[] next = run(GREY, epoch + 1, index, "flip alternate");
        assertThat(Arrays.equals(now, mirrored(GREY)))
            .isNotEqualTo(Arrays.equals(next, mirrored(GREY)));
      }
    }
    assertThat(first).isBetween(25, 75);
  }

  @Test
  void cropShiftsByEveryAmountAndFillsWithBlack() {
    Set<List<Integer>> shifts = new HashSet<>();
    float[] x = ramp(GREY);
    for (int index = 0; index < 600; index++) {
      float[] y = run(GREY, 0, index, "crop 2");
      int matches = 0;
      for (int down = -2; down <= 2; down++) {
        for (int right = -2; right <= 2; right++) {
          if (Arrays.equals(y, shifted(x, down, right))) {
            shifts.add(List.of(down, right));
            matches++;
          }
        }
      }
      assertThat(matches).isEqualTo(1);
    }
    assertThat(shifts).hasSize(25);
  }

  private static float[] shifted(float[] x, int down, int right) {
    float[] y = new float[x.length];
    for (int r = 0; r < 6; r++) {
      for (int c = 0; c < 5; c++) {
        boolean inside = r - down >= 0 && r - down < 6 && c - right >= 0 && c - right < 5;
        y[r * 5 + c] = inside ? x[(r - down) * 5 + c - right] : 0;
      }
    }
    return y;
  }

  @Test
  void reflectedCropMirrorsWithoutRepeatingTheEdge() {
    float[] samples = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Crop.shift(new Pixels(samples, 0, new ImageShape(1, 3, 3), new float[9]), 1, -2, true);
    assertThat(samples).containsExactly(6, 5, 4, 3, 2, 1, 6, 5, 4);
  }

  @Test
  void rotationByNothingKeepsTheImageAndByAQuarterTurnsIt() {
    ImageShape square = new ImageShape(1, 3, 3);
    for (int index = 0; index < 50; index++) {
      float[] samples = {0, 0, 0, 0, 1, 0, 0, 0, 0};
      Pixels image = new Pixels(samples, 0, square, new float[9]);
      new Rotate(180).apply(image, Dice.of(1, 0, index));
      assertThat(samples[4]).isCloseTo(1, within(1e-6f));
    }
    float[] ring = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    new Rotate(1e-9).apply(new Pixels(ring, 0, square, new float[9]), Dice.of(1, 0, 0));
    assertThat(ring).containsOnly(new float[] {1}, within(1e-6f));
  }

  @Test
  void jitterKeepsGreyGreyAndStaysInRange() {
    ImageShape pixel = new ImageShape(3, 1, 2);
    for (int index = 0; index < 200; index++) {
      float[] samples = {0.2f, 0.9f, 0.2f, 0.1f, 0.2f, 0.5f};
      Pixels image = new Pixels(samples, 0, pixel, new float[6]);
      new Jitter(0.5, 0.5, 1, 0.5).apply(image, Dice.of(1, 0, index));
      assertThat(samples[2]).isCloseTo(samples[0], within(1e-6f));
      assertThat(samples[4]).isCloseTo(samples[0], within(1e-6f));
      for (float s : samples) {
        assertThat(s).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void jitterDrawsTheOrderOfItsParts() {
    ImageShape pixels = new ImageShape(1, 1, 2);
    int lightFirst = 0;
    int spreadFirst = 0;
    for (int index = 0; index < 200; index++) {
      Dice dice = Dice.of(1, 0, index);
      double light = dice.uniform(0, 2);
      double spread = dice.uniform(0.5, 1.5);
      float[] found = {0.2f, 0.9f};
      new Jitter(1, 0.5, 0, 0)
          .apply(new Pixels(found, 0, pixels, new float[2]), Dice.of(1, 0, index));
      // They commute until something is cut at white.
      float one = spread(cut(0.2 * light), cut(0.9 * light), spread);
      float other = cut(spread(0.2, 0.9, spread) * light);
      if (Math.abs(one - other) > 1e-3) {
        lightFirst += Math.abs(found[1] - one) < 1e-5 ? 1 : 0;
        spreadFirst += Math.abs(found[1] - other) < 1e-5 ? 1 : 0;
      } else {
        assertThat(found[1]).isCloseTo(one, within(2e-3f));
      }
    }
    assertThat(lightFirst).isBetween(20, 80);
    assertThat(spreadFirst).isBetween(20, 80);
  }

  private static float spread(double dark, double bright, double factor) {
    return cut(bright * factor + (1 - factor) * (dark + bright) / 2);
  }

  private static float cut(double x) {
    return (float) Math.max(0, Math.min(1, x));
  }

  @Test
  void hueTurnsRedToGreen() {
    float[] samples = {1, 0, 0};
    // A third of a turn either way leads to green or blue, through mixtures on the way.
    Set<Integer> brightest = new HashSet<>();
    for (int index = 0; index < 100; index++) {
      float[] colour = samples.clone();
      Pixels image = new Pixels(colour, 0, new ImageShape(3, 1, 1), new float[3]);
      new Jitter(0, 0, 0, 0.5).apply(image, Dice.of(1, 0, index));
      assertThat(Math.max(colour[0], Math.max(colour[1], colour[2]))).isCloseTo(1, within(1e-6f));
      assertThat(Math.min(colour[0], Math.min(colour[1], colour[2]))).isCloseTo(0, within(1e-6f));
      brightest.add(colour[0] >= 1 ? 0 : colour[1] >= 1 ? 1 : 2);
    }
    assertThat(brightest).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void lightingAddsTheSameToEveryPixelOfAChannel() {
    float[] y = run(RGB, 0, 5, "lighting 0.1");
    float[] x = ramp(RGB);
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < 16; p++) {
        assertThat(y[c * 16 + p] - x[c * 16 + p]).isCloseTo(y[c * 16] - x[c * 16], within(1e-6f));
      }
      assertThat(y[c * 16]).isNotEqualTo(x[c * 16]);
    }
    // The first eigenvector, by far the strongest, is nearly grey: all channels move together.
    double spread = 0;
    double common = 0;
    for (int index = 0; index < 300; index++) {
      float[] z = run(RGB, 0, index, "lighting 0.1");
      double[] move = {z[0] - x[0], z[16] - x[16], z[32] - x[32]};
      double mean = (move[0] + move[1] + move[2]) / 3;
      common += mean * mean;
      spread += Math.pow(move[0] - mean, 2);
    }
    assertThat(common).isGreaterThan(20 * spread);
  }

  @Test
  void cutoutAndErasingBlankOneRectangle() {
    for (String step : new String[] {"cutout 3", "erase 1"}) {
      for (int index = 0; index < 100; index++) {
        float[] y = run(GREY, 0, index, step);
        int top = 6;
        int left = 5;
        int bottom = -1;
        int right = -1;
        int blank = 0;
        for (int i = 0; i < y.length; i++) {
          if (y[i] == 0) {
            top = Math.min(top, i / 5);
            bottom = Math.max(bottom, i / 5);
            left = Math.min(left, i % 5);
            right = Math.max(right, i % 5);
            blank++;
          } else {
            assertThat(y[i]).isEqualTo(ramp(GREY)[i]);
          }
        }
        assertThat(blank).isEqualTo(blank == 0 ? 0 : (bottom - top + 1) * (right - left + 1));
        assertThat(blank).isLessThanOrEqualTo(step.startsWith("cutout") ? 9 : 15);
        assertThat(blank > 0 || step.startsWith("erase")).isTrue();
      }
    }
  }

  @Test
  void lateStepsComeAfterNormalisation() {
    float[] samples = ramp(GREY);
    Pixels image = new Pixels(samples, 0, GREY, new float[GREY.bytes()]);
    Augmentation.parse(List.of("cutout 2", "flip 1"))
        .apply(
            image,
            Dice.of(1, 0, 0),
            () -> {
              assertThat(samples).isEqualTo(mirrored(GREY));
              Arrays.fill(samples, 5);
            });
    assertThat(samples).contains(0f, 5f);
  }

  @Test
  void mixupWeighsBothImages() {
    double sum = 0;
    for (int index = 0; index < 500; index++) {
      float[] a = {0, 0, 0, 0};
      float[] b = {1, 1, 1, 1};
      ImageShape shape = new ImageShape(1, 2, 2);
      double share =
          new Mixup(1)
              .mix(
                  new Pixels(a, 0, shape, new float[4]),
                  new Pixels(b, 0, shape, new float[4]),
                  Dice.of(1, 0, index));
      assertThat(a).containsOnly(1 - (float) share);
      assertThat(b).containsOnly(1);
      sum += share;
    }
    assertThat(sum / 500).isBetween(0.45, 0.55);
  }

  @Test
  void cutmixSharesAreAreas() {
    ImageShape shape = new ImageShape(2, 8, 8);
    double sum = 0;
    for (int index = 0; index < 300; index++) {
      float[] a = new float[128];
      float[] b = new float[128];
      Arrays.fill(b, 1);
      double share =
          new Cutmix(1)
              .mix(
                  new Pixels(a, 0, shape, new float[128]),
                  new Pixels(b, 0, shape, new float[128]),
                  Dice.of(1, 0, index));
      float pasted = 0;
      for (float x : a) {
        pasted += x;
      }
      assertThat(share).isCloseTo(1 - pasted / 128, within(1e-6));
      sum += share;
    }
    assertThat(sum / 300).isBetween(0.4, 0.8);
  }

  @Test
  void betaHasItsMoments() {
    for (double alpha : new double[] {0.2, 1, 4}) {
      double mean = 0;
      double square = 0;
      int n = 20_000;
      for (int i = 0; i < n; i++) {
        double x = Dice.of(9, 0, i).beta(alpha);
        assertThat(x).isBetween(0.0, 1.0);
        mean += x / n;
        square += x * x / n;
      }
      assertThat(mean).isCloseTo(0.5, within(0.01));
      assertThat(square - mean * mean).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.006));
    }
  }

  @Test
  void normalisationIsPerChannel() {
    float[] samples = {0.5f, 1, 0.25f, 0.75f};
    new Normalization(List.of(0.5, 0.25), List.of(0.5, 2.0))
        .apply(samples, 0, new ImageShape(2, 1, 2));
    assertThat(samples).containsExactly(0, 1, 0, 0.25f);
    Normalization three = new Normalization(List.of(0.1, 0.2, 0.3), List.of(1.0, 1.0, 1.0));
    assertThatThrownBy(() -> three.checkFits(GREY, "mnist"))
        .hasMessage("mean and std are given for 3 channels, images of mnist have 1");
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of()))
        .isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> new Normalization(List.of(0.5), List.of(0.0)))
        .hasMessage("std is 0.0, expected a positive number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flop             | unknown augmentation 'flop'; did you mean flip, crop?
          ''               | unknown augmentation ''; known are
          crop x           | augmentation 'crop x': 'x' is not a number
          crop 1.5         | augmentation 'crop 1.5': 1.5 is not a whole number
          crop 0           | crop: padding is 0, expected at least 1
          crop 4 mirror    | augmentation 'crop 4 mirror': what is 'mirror'?
          flip 2           | flip: probability is 2.0
          flip NaN         | flip: probability is NaN
          rotate -1        | rotate: -1.0 degrees
          jitter 2         | jitter: strength is 2.0
          jitter 0 0 0 1   | jitter: hue is 1.0
          cutout 3 3       | augmentation 'cutout 3 3': what is '3'?
          mixup 0          | mixup: alpha is 0.0
          cutmix Infinity  | cutmix: alpha is Infinity
          translate 1      | translate: share is 1.0
          lighting 9       | lighting: deviation is 9.0
          erase 0          | erase: probability is 0.0
          """)
  void mistakesAreNamed(String step, String message) {
    assertThatThrownBy(() -> Augmentation.parse(List.of(step)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void stepsThatDoNotFitTheImagesAreRefused() {
    assertThatThrownBy(() -> Augmentation.parse(List.of("lighting")).checkFits(GREY, "mnist"))
        .hasMessage("lighting needs RGB images, those of mnist have 1 channel(s); drop it");
    assertThatThrownBy(() -> Augmentation.parse(List.of("crop 5")).checkFits(GREY, "mnist"))
        .hasMessage("crop 5: images of mnist are 1x6x5; the padding must be below 5");
  }
}
