// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.data.image.Picture;
import java.awt.AlphaComposite;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** Where in a picture something happens: the picture, and beside it the picture under colours. */
public final class HeatPlot {
  private static final int SIDE = 300;
  private static final int GAP = 24;
  private static final int BAR = 76;
  private static final int NOTE = 26;
  private static final float COVER = 0.62f;

  private HeatPlot() {}

  /**
   * Draws it as PNG.
   *
   * @param title above
   * @param note what the colours mean
   * @param picture grey or RGB
   * @param heat of any size; spread over the picture
   */
  public static byte[] png(Title title, String note, Picture picture, Raster heat) {
    BufferedImage shown = image(picture);
    double low = Math.min(0, heat.least());
    double high = Math.max(0, heat.most());
    BufferedImage colours =
        heat.enlarged(shown.getHeight(), shown.getWidth()).image(Palette.HEAT, low, high);
    double scale = (double) SIDE / Math.max(shown.getWidth(), shown.getHeight());
    int width = (int) Math.max(1, shown.getWidth() * scale);
    int height = (int) Math.max(1, shown.getHeight() * scale);
    int all = 2 * width + 3 * GAP + BAR;
    return Look.png(
        Look.picture(
            all,
            Look.titleHeight() + height + NOTE + GAP,
            title,
            g -> {
              draw(g, shown, GAP, width, height);
              draw(g, shown, 2 * GAP + width, width, height);
              Composite before = g.getComposite();
              g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, COVER));
              draw(g, colours, 2 * GAP + width, width, height);
              g.setComposite(before);
              bar(g, 2 * GAP + 2 * width + 14, height, low, high);
              Look.centred(g, Look.fitting(g, note, all - 20.0), all / 2.0, height + NOTE);
            }));
  }

  private static void draw(Graphics2D g, BufferedImage image, int x, int width, int height) {
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.drawImage(image, x, 0, width, height, null);
  }

  /** The scale of the colours, at the right of a picture. */
  static void bar(Graphics2D g, int x, int height, double low, double high) {
    for (int y = 0; y < height; y++) {
      g.setColor(new java.awt.Color(Palette.HEAT.rgb(1 - (y + 0.5) / height)));
      g.fill(new Rectangle2D.Double(x, y, 12, 1.5));
    }
    g.setColor(Look.INK);
    g.drawString(number(high), x + 17, 11);
    g.drawString(number(low), x + 17, height - 1);
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
  }

  /** A picture as Java's toolkit draws it. */
  static BufferedImage image(Picture picture) {
    Picture rgb = picture.toChannels(3);
    int plane = rgb.shape().height() * rgb.shape().width();
    BufferedImage image =
        new BufferedImage(rgb.shape().width(), rgb.shape().height(), BufferedImage.TYPE_INT_RGB);
    byte[] s = rgb.samples();
    for (int i = 0; i < plane; i++) {
      int colour = (s[i] & 0xff) << 16 | (s[plane + i] & 0xff) << 8 | s[2 * plane + i] & 0xff;
      image.setRGB(i % image.getWidth(), i / image.getWidth(), colour);
    }
    return image;
  }

  /** A picture as PNG, pixel for pixel. */
  public static byte[] png(Picture picture) {
    return Look.png(image(picture));
  }
}
