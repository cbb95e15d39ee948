// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.formats.FileFailure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * How values become grey levels: {@code black} is 0, {@code white} is 255, evenly between.
 *
 * @param black at most {@code white}
 */
record GreyScale(float black, float white) {
  /**
   * Values of both signs around a middle grey that means 0, so that either kind of edge stands out;
   * values of one sign from 0 on.
   */
  static GreyScale of(Matrix values) {
    float least = values.least();
    float most = values.most();
    if (least >= 0) {
      return new GreyScale(0, most);
    }
    float widest = Math.max(-least, Math.max(most, 0));
    return most <= 0 ? new GreyScale(least, 0) : new GreyScale(-widest, widest);
  }

  /** In words. */
  @Override
  public String toString() {
    String ends = "black is %s, white is %s".formatted(Matrix.text(black), Matrix.text(white));
    return black < 0 && white > 0 ? ends + ", the grey in the middle is 0" : ends;
  }

  void write(Matrix values, Path file) {
    BufferedImage image =
        new BufferedImage(values.width(), values.height(), BufferedImage.TYPE_BYTE_GRAY);
    byte[] levels = new byte[values.values().length];
    double range = (double) white - black;
    for (int i = 0; i < levels.length; i++) {
      double share = range == 0 ? 0 : ((double) values.values()[i] - black) / range;
      levels[i] = (byte) Math.round(255 * share);
    }
    image.getRaster().setDataElements(0, 0, values.width(), values.height(), levels);
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }
}
