// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.train.metric.Confusion;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A confusion matrix as coloured cells: rows are what is true, columns what was predicted. */
final class ConfusionPlot {
  private static final int SIDE = 520;
  private static final int LARGEST_CELL = 56;
  private static final int LONGEST_LABEL = 130;
  private static final int AXIS = 26;
  private static final int BAR = 70;

  /** Cells smaller than this hold no number, and labels beside them would touch. */
  private static final double READABLE = 13;

  private static final Color FULL = new Color(0x0b, 0x4a, 0x8f);

  private final Confusion confusion;
  private final List<String> labels;
  private final boolean normalised;
  private final double cell;
  private final double most;
  private final int room;

  private ConfusionPlot(Confusion confusion, List<String> labels, boolean normalised) {
    this.confusion = confusion;
    this.labels = labels;
    this.normalised = normalised;
    cell = Math.min(LARGEST_CELL, (double) SIDE / labels.size());
    double widest =
        IntStream.range(0, labels.size())
            .mapToDouble(c -> ClassNames.width(ClassNames.shown(labels.get(c), c)))
            .max()
            .orElse(1);
    room = (int) Math.min(LONGEST_LABEL, 24 + widest);
    double largest = 1;
    for (int[] row : confusion.counts()) {
      for (int count : row) {
        largest = Math.max(largest, count);
      }
    }
    most = normalised ? 1 : largest;
  }

  /**
   * Draws it.
   *
   * @param normalised shares of each row instead of counts
   */
  static BufferedImage of(Confusion confusion, List<String> labels, boolean normalised) {
    ConfusionPlot plot = new ConfusionPlot(confusion, labels, normalised);
    int side = (int) Math.ceil(plot.cell * labels.size());
    String title = normalised ? "confusion, share of each true class" : "confusion, images";
    // Wide enough for the title when there are two or three classes.
    int width = Math.max(460, AXIS + plot.room + side + BAR + 10);
    return Look.picture(
        width,
        Look.titleHeight() + side + plot.room + AXIS + 6,
        title,
        g -> plot.paint(g, AXIS + plot.room, side));
  }

  private void paint(Graphics2D g, int left, int side) {
    int n = labels.size();
    // Shares that would be printed as .00 say less than an empty cell.
    double least = normalised ? 0.005 : 1;
    float size = (float) Math.max(7, Math.min(12, cell * 0.36));
    for (int t = 0; t < n; t++) {
      for (int p = 0; p < n; p++) {
        double value = value(t, p);
        g.setColor(shade(value / most));
        g.fill(new Rectangle2D.Double(left + p * cell, t * cell, cell, cell));
        if (cell >= 2 * READABLE && value >= least) {
          g.setFont(Look.PLAIN.deriveFont(size));
          g.setColor(value > 0.3 * most ? Color.WHITE : Look.INK);
          Look.centred(g, number(value), left + (p + 0.5) * cell, (t + 0.5) * cell + size * 0.36);
        }
      }
    }
    g.setColor(Look.FAINT);
    g.draw(new Rectangle2D.Double(left, 0, n * cell, n * cell));
    g.setColor(Look.INK);
    g.setFont(Look.PLAIN);
    names(g, left);
    bar(g, left + side + 18, Math.min(side, 200));
    g.setFont(Look.PLAIN.deriveFont(Font.BOLD));
    Look.centred(g, "predicted", left + side / 2.0, side + room + 12);
    Look.at(
        g,
        16,
        side / 2.0,
        () -> {
          g.rotate(-Math.PI / 2);
          Look.centred(g, "true", 0, 0);
        });
  }

  /** The classes along both sides; of many, as many as fit. */
  private void names(Graphics2D g, int left) {
    int step = (int) Math.ceil(READABLE / cell);
    for (int c = 0; c < labels.size(); c += step) {
      String name = ClassNames.fitting(labels.get(c), c, room - 14);
      double middle = (c + 0.5) * cell;
      Look.right(g, name, left - 6, middle + 4);
      Look.at(
          g,
          left + middle + 4,
          labels.size() * cell + 6,
          () -> {
            g.rotate(-Math.PI / 2);
            Look.right(g, name, 0, 0);
          });
    }
  }

  private void bar(Graphics2D g, int x, int height) {
    for (int y = 0; y < height; y++) {
      g.setColor(shade(1 - (y + 0.5) / height));
      g.fill(new Rectangle2D.Double(x, y, 12, 1.5));
    }
    g.setColor(Look.FAINT);
    g.draw(new Rectangle2D.Double(x, 0, 12, height));
    g.setColor(Look.INK);
    g.drawString(normalised ? "1" : number(most), x + 16, 10);
    g.drawString("0", x + 16, height);
  }

  private double value(int truth, int predicted) {
    int count = confusion.counts()[truth][predicted];
    return normalised ? count / (double) Math.max(1, confusion.support(truth)) : count;
  }

  private String number(double value) {
    if (!normalised) {
      return String.valueOf((long) value);
    }
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.startsWith("0") ? text.substring(1) : text;
  }

  /** White to blue; the root makes rare mistakes visible. */
  private static Color shade(double share) {
    double s = Math.sqrt(Math.max(0, Math.min(1, share)));
    return new Color(
        mix(255, FULL.getRed(), s), mix(255, FULL.getGreen(), s), mix(255, FULL.getBlue(), s));
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
