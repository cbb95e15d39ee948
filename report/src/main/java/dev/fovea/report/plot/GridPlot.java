// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many small pictures side by side: the filters of a layer, the maps of a value. */
public final class GridPlot {
  /** More are not told apart by anybody. */
  public static final int MOST = 64;

  private static final int COLUMNS = 8;
  private static final int GAP = 6;
  private static final int CAPTION = 14;
  private static final int NOTE = 30;
  private static final int LEAST_WIDTH = 560;
  private static final int LARGEST = 88;

  private GridPlot() {}

  /**
   * Feature maps in grey, each from its own minimum in black to its own maximum in white; the first
   * {@link #MOST} of them.
   *
   * @param title above
   * @param maps of one size
   */
  public static byte[] maps(String title, List<Raster> maps) {
    List<BufferedImage> images = new ArrayList<>();
    for (Raster map : maps.subList(0, Math.min(MOST, maps.size()))) {
      images.add(map.image(Palette.GREY, map.least(), map.most()));
    }
    String note =
        "channel by channel, each from its minimum (black) to its maximum (white)"
            + rest(images.size(), maps.size());
    return png(title, note, images);
  }

  /**
   * Filters over one channel: blue below zero, white at zero, red above; one scale for all.
   *
   * @param filters of one size
   */
  public static byte[] signed(String title, List<Raster> filters) {
    double most = 0;
    for (Raster filter : filters) {
      most = Math.max(most, Math.max(filter.most(), -filter.least()));
    }
    List<BufferedImage> images = new ArrayList<>();
    for (Raster filter : filters.subList(0, Math.min(MOST, filters.size()))) {
      images.add(filter.image(Palette.SIGNED, -most, most));
    }
    String note = String.format(Locale.ROOT, "blue %.3g, white 0, red %.3g", -most, most);
    return png(title, note + rest(images.size(), filters.size()), images);
  }

  /**
   * Filters over red, green and blue, each as a picture of its own scale.
   *
   * @param filters three planes each
   */
  public static byte[] coloured(String title, List<List<Raster>> filters) {
    List<BufferedImage> images = new ArrayList<>();
    for (List<Raster> planes : filters.subList(0, Math.min(MOST, filters.size()))) {
      images.add(colour(planes));
    }
    String note = "red, green and blue weights, each filter on its own scale";
    return png(title, note + rest(images.size(), filters.size()), images);
  }

  private static BufferedImage colour(List<Raster> planes) {
    double low = planes.stream().mapToDouble(Raster::least).min().orElse(0);
    double high = planes.stream().mapToDouble(Raster::most).max().orElse(1);
    Raster first = planes.get(0);
    BufferedImage image =
        new BufferedImage(first.width(), first.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < first.values().length; i++) {
      int rgb = 0;
      for (Raster plane : planes) {
        double share = high > low ? (plane.values()[i] - low) / (high - low) : 0.5;
        rgb = rgb << 8 | (int) Math.round(255 * share);
      }
      image.setRGB(i % first.width(), i / first.width(), rgb);
    }
    return image;
  }

  private static String rest(int shown, int all) {
    return shown == all ? "" : String.format(Locale.ROOT, "; the first %d of %d", shown, all);
  }

  private static byte[] png(String title, String note, List<BufferedImage> images) {
    int side = Math.max(images.get(0).getWidth(), images.get(0).getHeight());
    int scale = Math.max(1, LARGEST / side);
    int width = images.get(0).getWidth() * scale;
    int height = images.get(0).getHeight() * scale;
    // Larger than a cell: made smaller, whatever is lost.
    if (side > LARGEST) {
      width = Math.max(1, images.get(0).getWidth() * LARGEST / side);
      height = Math.max(1, images.get(0).getHeight() * LARGEST / side);
    }
    int columns = Math.min(COLUMNS, images.size());
    int rows = (images.size() + columns - 1) / columns;
    int cellWidth = Math.max(width, 24) + GAP;
    int cellHeight = height + CAPTION + GAP;
    int pictureWidth = Math.max(LEAST_WIDTH, columns * cellWidth + 3 * GAP);
    int left = (pictureWidth - columns * cellWidth + GAP) / 2;
    int imageWidth = width;
    int imageHeight = height;
    BufferedImage picture =
        Look.picture(
            pictureWidth,
            Look.titleHeight() + NOTE + rows * cellHeight + GAP,
            title,
            g -> {
              g.setColor(Look.FAINT);
              Look.centred(g, Look.fitting(g, note, pictureWidth - 20), pictureWidth / 2.0, 12);
              for (int i = 0; i < images.size(); i++) {
                int x = left + i % columns * cellWidth;
                int y = NOTE + i / columns * cellHeight;
                cell(g, images.get(i), x, y, imageWidth, imageHeight);
                Look.centred(g, String.valueOf(i), x + imageWidth / 2.0, y + imageHeight + 11);
              }
            });
    return Look.png(picture);
  }

  private static void cell(Graphics2D g, BufferedImage image, int x, int y, int width, int height) {
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.drawImage(image, x, y, width, height, null);
    g.setColor(Look.GRID);
    g.drawRect(x, y, width, height);
    g.setColor(Look.FAINT);
    g.setFont(Look.PLAIN.deriveFont(10f));
  }
}
