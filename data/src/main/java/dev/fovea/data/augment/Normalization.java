// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.util.List;

/**
 * {@code x = (x - mean) / std}, channel by channel, of samples in 0..1.
 *
 * @param mean one number a channel, or one for all; empty for no normalisation at all
 * @param std as many
 */
public record Normalization(List<Double> mean, List<Double> std) {
  public static final Normalization NONE = new Normalization(List.of(), List.of());

  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    FoveaException.check(
        mean.size() == std.size(),
        "mean has %d numbers and std %d, expected as many of both",
        mean.size(),
        std.size());
    for (double s : std) {
      FoveaException.check(
          s > 0 && s < Double.POSITIVE_INFINITY, "std is %s, expected a positive number", s);
    }
    for (double m : mean) {
      FoveaException.check(Double.isFinite(m), "mean is %s, expected a number", m);
    }
  }

  /**
   * Throws unless there is a mean for each channel.
   *
   * @param dataset for the message
   */
  public void checkFits(ImageShape shape, String dataset) {
    FoveaException.check(
        mean.size() <= 1 || mean.size() == shape.channels(),
        "mean and std are given for %d channels, images of %s have %d",
        mean.size(),
        dataset,
        shape.channels());
  }

  /** Changes the image at {@code offset}. */
  public void apply(float[] samples, int offset, ImageShape shape) {
    if (mean.isEmpty()) {
      return;
    }
    int plane = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      float m = mean.get(mean.size() == 1 ? 0 : c).floatValue();
      float s = std.get(std.size() == 1 ? 0 : c).floatValue();
      int from = offset + c * plane;
      for (int i = from; i < from + plane; i++) {
        samples[i] = (samples[i] - m) / s;
      }
    }
  }
}
