// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** What becomes of a prediction when the picture moves by a few pixels. */
public final class ShiftPlot {
  private static final int SIDE = 340;
  private static final int LEFT = 76;
  private static final int BAR = 80;
  private static final int AXIS = 64;

  private ShiftPlot() {}

  /**
   * Draws it as PNG.
   *
   * @param probability of the class predicted for the unmoved picture; rows are shifts down,
   *     columns shifts to the right, the unmoved one in the middle
   * @param kept whether that class is still the likeliest one
   */
  public static byte[] png(Title title, Raster probability, boolean[] kept) {
    int n = probability.width();
    double cell = (double) SIDE / n;
    int width = LEFT + SIDE + BAR + 20;
    return Look.png(
        Look.picture(
            width,
            Look.titleHeight() + SIDE + AXIS + 6,
            title,
            g -> {
              Look.at(g, LEFT, 0, () -> cells(g, probability, kept, cell));
              HeatPlot.bar(g, LEFT + SIDE + 14, SIDE, 0, 1);
              labels(g, n / 2, cell, width);
            }));
  }

  private static void cells(Graphics2D g, Raster probability, boolean[] kept, double cell) {
    int n = probability.width();
    for (int i = 0; i < kept.length; i++) {
      double x = i % n * cell;
      double y = i / n * cell;
      g.setColor(new Color(Palette.HEAT.rgb(probability.values()[i])));
      g.fill(new Rectangle2D.Double(x, y, cell, cell));
      if (!kept[i]) {
        double inset = cell * 0.3;
        cross(g, x + inset, y + inset, x + cell - inset, y + cell - inset);
      }
    }
    g.setColor(Look.INK);
    g.setStroke(new BasicStroke(2));
    g.draw(new Rectangle2D.Double(n / 2 * cell, n / 2 * cell, cell, cell));
  }

  /** White on black, to be seen on every colour. */
  private static void cross(Graphics2D g, double x0, double y0, double x1, double y1) {
    for (int pass = 0; pass < 2; pass++) {
      g.setColor(pass == 0 ? Color.BLACK : Color.WHITE);
      g.setStroke(new BasicStroke(pass == 0 ? 4f : 2f));
      g.draw(new Line2D.Double(x0, y0, x1, y1));
      g.draw(new Line2D.Double(x0, y1, x1, y0));
    }
  }

  private static void labels(Graphics2D g, int reach, double cell, int width) {
    g.setColor(Look.INK);
    g.setFont(Look.PLAIN);
    for (int shift = -reach; shift <= reach; shift++) {
      double middle = (shift + reach + 0.5) * cell;
      if (cell >= 20 || shift == 0 || Math.abs(shift) == reach) {
        Look.centred(g, String.valueOf(shift), LEFT + middle, SIDE + 16);
        Look.right(g, String.valueOf(shift), LEFT - 8, middle + 4);
      }
    }
    Look.centred(g, "pixels to the right", LEFT + SIDE / 2.0, SIDE + 36);
    Look.centred(
        g, "colour: probability of the class; x: another class wins", width / 2.0, SIDE + 58);
    Look.at(
        g,
        22,
        SIDE / 2.0,
        () -> {
          g.rotate(-Math.PI / 2);
          Look.centred(g, "pixels down", 0, 0);
        });
  }
}
