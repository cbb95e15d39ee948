// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.augment.Dice;
import dev.fovea.data.augment.Normalization;
import dev.fovea.data.augment.Pixels;
import dev.fovea.data.image.Fitter;
import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Reads, resizes, scales and augments the images of a batch; each worker thread has its own. */
final class BatchFiller {
  private static final float[] SCALED = new float[256];

  static {
    for (int value = 0; value < 256; value++) {
      SCALED[value] = value / 255f;
    }
  }

  private final Dataset dataset;
  private final ImageShape shape;
  private final Fitter fitter;
  private final Reducer reducer;
  private final Augmentation augmentation;
  private final Normalization normalization;
  private final long seed;
  private final byte[] pixels;
  private final float[] scratch;

  BatchFiller(Dataset dataset, LoaderOptions options, ImageShape shape) {
    this.dataset = dataset;
    this.shape = shape;
    this.fitter = options.fit().isNone() ? null : new Fitter(options.fit());
    this.reducer = options.larger().isNone() ? null : new Reducer(options);
    this.augmentation = options.augmentation();
    this.normalization = options.normalization();
    this.seed = options.seed();
    this.pixels = new byte[shape.bytes()];
    this.scratch = new float[shape.bytes()];
  }

  /** Fills images {@code start .. start + size - 1} of the order; stops early when told to. */
  void fill(Batch batch, int epoch, int[] order, int start, BooleanSupplier stopped) {
    float[] images = batch.images();
    for (int i = 0; i < batch.size() && !stopped.getAsBoolean(); i++) {
      int index = order[start + i];
      try {
        batch.indices()[i] = index;
        batch.labels()[i] = label(index);
        read(index, epoch);
      } catch (RuntimeException e) {
        throw named(index, e);
      }
      int at = i * pixels.length;
      for (int p = 0; p < pixels.length; p++) {
        images[at + p] = SCALED[pixels[p] & 0xff];
      }
      if (augmentation.isNone()) {
        normalization.apply(images, at, shape);
      } else {
        Pixels image = new Pixels(images, at, shape, scratch);
        Dice dice = Dice.of(seed, epoch, index);
        Runnable normalize = () -> normalization.apply(images, at, shape);
        if (reducer == null || !augmentation.cuts()) {
          augmentation.apply(image, dice, normalize);
        } else {
          augmentation.applyRest(image, dice, normalize);
        }
      }
    }
    System.arraycopy(batch.labels(), 0, batch.others(), 0, batch.size());
    Arrays.fill(batch.shares(), 0, batch.size(), 1);
    if (!stopped.getAsBoolean()) {
      mix(batch, epoch);
    }
  }

  /** Mixes each image with the next one; the order is random already. */
  private void mix(Batch batch, int epoch) {
    int size = batch.size();
    if (augmentation.mixings().isEmpty() || size < 2) {
      return;
    }
    System.arraycopy(batch.images(), 0, scratch, 0, scratch.length);
    for (int i = 0; i < size; i++) {
      boolean last = i == size - 1;
      Pixels other =
          last
              ? new Pixels(scratch, 0, shape, scratch)
              : new Pixels(batch.images(), (i + 1) * pixels.length, shape, scratch);
      Pixels own = new Pixels(batch.images(), i * pixels.length, shape, scratch);
      Dice dice = Dice.of(seed, epoch, batch.indices()[i]);
      batch.shares()[i] = (float) augmentation.mix(own, other, dice);
      batch.others()[i] = batch.labels()[last ? 0 : i + 1];
    }
  }

  private int label(int index) {
    int label = dataset.label(index);
    if (label < 0 || label >= dataset.labels().size()) {
      throw new FoveaException(
          "label %d is out of range, expected 0 to %d", label, dataset.labels().size() - 1);
    }
    return label;
  }

  private void read(int index, int epoch) {
    ImageShape own = dataset.shape(index);
    if (own.channels() != shape.channels() || (fitter == null && !own.equals(shape))) {
      throw new FoveaException(
          "is %s where the batch holds %s; set a size to resize to", own, shape);
    }
    if (fitter == null) {
      dataset.read(index, pixels, 0);
      return;
    }
    ImageBytes image = dataset.image(index);
    if (reducer == null) {
      fitter.fit(image, pixels, 0);
    } else {
      reducer.reduce(image, Dice.of(seed, epoch, index), pixels);
    }
  }

  private FoveaException named(int index, RuntimeException cause) {
    String reason = cause instanceof FoveaException ? cause.getMessage() : cause.toString();
    String image = dataset.describe(index);
    return reason.contains(image)
        ? new FoveaException(cause, "%s", reason)
        : new FoveaException(cause, "%s: %s", image, reason);
  }
}
