// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.image.Picture;
import dev.fovea.data.image.Resample;
import dev.fovea.report.plot.HeatPlot;

/** Images of datasets as small PNG pictures. */
final class Thumbnail {
  private Thumbnail() {}

  /** An image, made smaller if its longer side has more pixels than {@code largest}. */
  static byte[] png(Dataset data, int index, int largest) {
    Picture picture = new Picture(data.image(index));
    ImageShape shape = picture.shape();
    double scale = (double) largest / Math.max(shape.height(), shape.width());
    if (scale < 1) {
      picture =
          picture.resized(
              (int) Math.max(1, shape.height() * scale),
              (int) Math.max(1, shape.width() * scale),
              Resample.BILINEAR);
    }
    return HeatPlot.png(picture);
  }
}
