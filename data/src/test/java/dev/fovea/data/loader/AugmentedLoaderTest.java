// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.MemoryDataset;
import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.augment.Normalization;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Picture;
import dev.fovea.data.image.Resample;
import dev.fovea.data.image.ResizeMode;
import dev.fovea.data.shapes.ShapesDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentedLoaderTest {
  private static final Dataset DATA = new ShapesDataset(7, 0, 70);
  private static final LoaderOptions OPTIONS =
      LoaderOptions.of(16)
          .shuffled(5)
          .augmented(
              Augmentation.parse(
                  List.of("crop 2", "flip alternate", "rotate 10", "erase 0.5", "mixup", "cutmix")))
          .normalized(new Normalization(List.of(0.3), List.of(0.2)));

  private record Copy(float[] images, int[] labels, int[] others, float[] shares) {}

  private static List<Copy> epoch(LoaderOptions options, int epoch, int first) {
    return epoch(DATA, options, epoch, first);
  }

  private static List<Copy> epoch(Dataset data, LoaderOptions options, int epoch, int first) {
    List<Copy> copies = new ArrayList<>();
    try (Loader loader = new Loader(data, options);
        Epoch batches = loader.epoch(epoch, first)) {
      for (Batch batch : batches) {
        try (batch) {
          int n = batch.size();
          copies.add(
              new Copy(
                  Arrays.copyOf(batch.images(), n * batch.shape().bytes()),
                  Arrays.copyOf(batch.labels(), n),
                  Arrays.copyOf(batch.others(), n),
                  Arrays.copyOf(batch.shares(), n)));
        }
      }
    }
    return copies;
  }

  @Test
  void theSameBitsForAnyNumberOfThreads() {
    List<Copy> inline = epoch(OPTIONS, 3, 0);
    for (int threads : new int[] {1, 2, 8}) {
      assertThat(epoch(OPTIONS.threads(threads), 3, 0))
          .usingRecursiveComparison()
          .isEqualTo(inline);
    }
    assertThat(epoch(OPTIONS.threads(2), 3, 2))
        .usingRecursiveComparison()
        .isEqualTo(inline.subList(2, inline.size()));
    assertThat(epoch(OPTIONS, 4, 0).get(0).images).isNotEqualTo(inline.get(0).images);
  }

  @Test
  void mixedImagesCarryBothClasses() {
    LoaderOptions plain = LoaderOptions.of(16).shuffled(5);
    LoaderOptions mixed = plain.augmented(Augmentation.parse(List.of("mixup 1")));
    List<Copy> before = epoch(plain, 0, 0);
    List<Copy> after = epoch(mixed, 0, 0);
    int pixels = 28 * 28;
    for (int b = 0; b < before.size(); b++) {
      Copy x = before.get(b);
      Copy y = after.get(b);
      assertThat(x.shares).containsOnly(1);
      assertThat(x.others).isEqualTo(x.labels);
      assertThat(y.labels).isEqualTo(x.labels);
      int n = y.labels.length;
      for (int i = 0; i < n; i++) {
        int other = (i + 1) % n;
        assertThat(y.others[i]).isEqualTo(x.labels[other]);
        for (int p = 0; p < pixels; p += 97) {
          float want =
              y.shares[i] * x.images[i * pixels + p]
                  + (1 - y.shares[i]) * x.images[other * pixels + p];
          assertThat(y.images[i * pixels + p]).isCloseTo(want, within(1e-6f));
        }
      }
    }
  }

  @Test
  void normalisationReachesEveryBatch() {
    LoaderOptions options =
        LoaderOptions.of(70).normalized(new Normalization(List.of(0.5), List.of(0.25)));
    float[] plain = epoch(LoaderOptions.of(70), 0, 0).get(0).images;
    float[] moved = epoch(options, 0, 0).get(0).images;
    for (int i = 0; i < plain.length; i += 53) {
      assertThat(moved[i]).isEqualTo((plain[i] - 0.5f) / 0.25f);
    }
  }

  @Test
  void aLastBatchOfTooFewIsDroppedUnlessItIsTheOnlyOne() {
    assertThat(LoaderOptions.of(23).batches(70)).isEqualTo(4);
    assertThat(LoaderOptions.of(23).least(2).batches(70)).isEqualTo(3);
    assertThat(LoaderOptions.of(23).least(2).batches(71)).isEqualTo(4);
    assertThat(LoaderOptions.of(23).least(2).batches(69)).isEqualTo(3);
    assertThat(LoaderOptions.of(23).least(2).batches(1)).isEqualTo(1);
    assertThat(LoaderOptions.of(23).limit(2).batches(70)).isEqualTo(2);
    assertThat(LoaderOptions.of(23).limit(9).batches(70)).isEqualTo(4);
    List<Copy> batches = epoch(LoaderOptions.of(23).least(2), 0, 0);
    assertThat(batches.stream().map(c -> c.labels.length)).containsExactly(23, 23, 23);
    assertThatThrownBy(() -> LoaderOptions.of(4).least(5)).hasMessageContaining("least last batch");
  }

  /** Stripes two pixels wide, which vanish when 128 pixels become 32. */
  private static Dataset stripes() {
    byte[] samples = new byte[128 * 128];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i % 4 < 2 ? 0 : 200);
    }
    return new MemoryDataset(
        "stripes", List.of("a"), new ImageShape(1, 128, 128), samples, new byte[] {0});
  }

  private static double deviation(float[] samples) {
    double mean = 0;
    for (float s : samples) {
      mean += s / samples.length;
    }
    double sum = 0;
    for (float s : samples) {
      sum += (s - mean) * (s - mean) / samples.length;
    }
    return Math.sqrt(sum);
  }

  @Test
  void aCropFromALargerImageKeepsWhatResizingWouldLose() {
    Fit fit = new Fit(32, 32, ResizeMode.STRETCH, Resample.BILINEAR);
    Fit larger = fit.size(128, 128);
    Augmentation small = Augmentation.parse(List.of("resized-crop 0.0625 0.0625"));
    LoaderOptions options = LoaderOptions.of(1).fit(fit);
    for (int epoch = 0; epoch < 5; epoch++) {
      float[] late = epoch(stripes(), options.augmented(small), epoch, 0).get(0).images;
      float[] early =
          epoch(stripes(), options.augmented(small).larger(larger), epoch, 0).get(0).images;
      assertThat(deviation(late)).isLessThan(0.05);
      assertThat(deviation(early)).isGreaterThan(0.2);
    }
  }

  @Test
  void aCropOfTheWholeLargerImageIsTheResizedImage() {
    Fit fit = new Fit(20, 20, ResizeMode.STRETCH, Resample.LANCZOS);
    Augmentation whole = Augmentation.parse(List.of("resized-crop 1 1", "flip 1", "mixup"));
    Augmentation without = Augmentation.parse(List.of("flip 1", "mixup"));
    LoaderOptions options = LoaderOptions.of(16).shuffled(2).fit(fit);
    assertThat(epoch(options.augmented(whole).larger(fit.size(28, 28)), 0, 0))
        .usingRecursiveComparison()
        .isEqualTo(epoch(options.augmented(without), 0, 0));
  }

  @Test
  void reducedImagesAreThoseOfTwoResizes() {
    Fit large = new Fit(24, 24, ResizeMode.STRETCH, Resample.BICUBIC);
    Fit small = large.size(17, 17);
    List<Copy> copies = epoch(LoaderOptions.of(70).fit(large).reduced(17, 17), 0, 0);
    Picture first = new Picture(DATA.shape(0), DATA.image(0).samples());
    byte[] expected = small.apply(large.apply(first)).samples();
    for (int i = 0; i < expected.length; i++) {
      assertThat(copies.get(0).images[i]).isEqualTo((expected[i] & 0xff) / 255f);
    }
    assertThat(expected).isNotEqualTo(small.apply(first).samples());
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnce() {
    Fit larger = new Fit(40, 40, ResizeMode.STRETCH, Resample.BILINEAR);
    assertThatThrownBy(() -> OPTIONS.larger(larger)).hasMessageContaining("40 x 40");
    LoaderOptions lighting = OPTIONS.augmented(Augmentation.parse(List.of("lighting")));
    assertThatThrownBy(() -> new Loader(DATA, lighting))
        .hasMessage("lighting needs RGB images, those of shapes have 1 channel(s); drop it");
  }
}
