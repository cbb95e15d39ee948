// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import dev.fovea.analysis.Summary;
import dev.fovea.ir.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network as an SVG picture, from the image at the top to the scores at the bottom. Colours tell
 * convolutions, pools, linear layers and joins apart; pointing at a box shows its full path and its
 * parameters.
 */
public final class NetworkDrawing {
  private static final double MARGIN = 28;
  private static final double TITLE = 56;
  private static final double LINE_HEIGHT = 15;
  private static final double PAD = 9;
  private static final double ROW_GAP = 22;
  private static final double COLUMN_GAP = 22;
  private static final double FRAME_PAD = 12;
  private static final double FRAME_LABEL = 15;
  private static final double LINE_WIDTH = 4;

  /** A little more than what the usual sans-serif fonts take, so that text never leaves its box. */
  private static final double CHARACTER = 6.7;

  private final Graph graph;
  private final List<Box> boxes;
  private final Frames frames;
  private final List<List<Ranks.Place>> rows;
  private final Columns columns;
  private final double[] tops;
  private final double[] heights;
  private final Map<Integer, Ranks.Place> places = new HashMap<>();
  private final StringBuilder svg = new StringBuilder();

  private NetworkDrawing(Graph graph) {
    this.graph = graph;
    boxes = Boxes.of(graph);
    frames = new Frames(boxes);
    rows = new Ranks(boxes).rows();
    columns = new Columns(rows, this::width, COLUMN_GAP);
    tops = new double[rows.size()];
    heights = new double[rows.size()];
    double y = MARGIN + TITLE;
    for (int r = 0; r < tops.length; r++) {
      y += r == 0 ? 0 : ROW_GAP + framesBetween(r - 1, r);
      tops[r] = y;
      for (Ranks.Place place : rows.get(r)) {
        heights[r] = Math.max(heights[r], place.line() ? 0 : height(boxes.get(place.box())));
        if (!place.line()) {
          places.put(place.box(), place);
        }
      }
      y += heights[r];
    }
  }

  /**
   * Draws a graph traced for inference.
   *
   * @return a whole SVG document
   */
  public static String svg(Graph graph) {
    return new NetworkDrawing(graph).draw();
  }

  /** Room for the frames that end above row {@code below} and those that begin with it. */
  private double framesBetween(int above, int below) {
    int ending = 0;
    int beginning = 0;
    for (String frame : frames.paths()) {
      int[] span = span(frame);
      ending += span[1] == above ? 1 : 0;
      beginning += span[0] == below ? 1 : 0;
    }
    return ending * FRAME_PAD + beginning * (FRAME_PAD + FRAME_LABEL);
  }

  private final Map<String, int[]> spans = new HashMap<>();

  /** First and last row of a frame. */
  private int[] span(String frame) {
    return spans.computeIfAbsent(
        frame,
        path -> {
          int[] span = {Integer.MAX_VALUE, -1};
          for (List<Ranks.Place> row : rows) {
            for (Ranks.Place place : row) {
              if (!place.line() && Frames.holds(path, boxes.get(place.box()))) {
                span[0] = Math.min(span[0], place.rank());
                span[1] = Math.max(span[1], place.rank());
              }
            }
          }
          return span;
        });
  }

  private double width(Ranks.Place place) {
    if (place.line()) {
      return LINE_WIDTH;
    }
    Box box = boxes.get(place.box());
    int longest = Math.max(frames.name(box).length(), box.ops().length());
    double inner = Math.max(longest, box.shape().length() + 1) * CHARACTER + 2 * PAD;
    return Math.max(84, inner) + 2 * FRAME_PAD * Math.max(0, frames.depth(box) - 1);
  }

  private double height(Box box) {
    int lines = (frames.name(box).isEmpty() ? 0 : 1) + (box.ops().isEmpty() ? 0 : 1) + 1;
    return lines * LINE_HEIGHT + 2 * PAD - 4;
  }

  private String draw() {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    for (List<Ranks.Place> row : rows) {
      for (Ranks.Place place : row) {
        left = Math.min(left, columns.x(place) - width(place) / 2);
        right = Math.max(right, columns.x(place) + width(place) / 2);
      }
    }
    int nested = boxes.stream().mapToInt(frames::depth).max().orElse(0);
    double side = MARGIN + nested * FRAME_PAD;
    double titleWidth = title().length() * CHARACTER * 1.1;
    double width = Math.max(right - left + 2 * side, titleWidth + 2 * MARGIN);
    double shift = (width - (right - left)) / 2 - left;
    int last = rows.size() - 1;
    double height = tops[last] + heights[last] + MARGIN + nested * FRAME_PAD;
    text(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 0 %.0f %.0f\" font-family=\"Helvetica, Arial, sans-serif\""
            + " font-size=\"12\" text-anchor=\"middle\">%n",
        width, height, width, height);
    text("<title>%s</title>%n", escaped(graph.name()));
    text("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
    text(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"18\" font-weight=\"bold\""
            + " fill=\"#0f172a\">%s</text>%n",
        width / 2, MARGIN + 8, escaped(graph.name()));
    text(
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"#475569\">%s</text>%n",
        width / 2, MARGIN + 28, escaped(title()));
    text("<g transform=\"translate(%.1f 0)\">%n", shift);
    frames.paths().forEach(this::frame);
    rows.forEach(row -> row.forEach(this::lines));
    frames.paths().forEach(this::label);
    rows.forEach(row -> row.forEach(this::box));
    text("</g>%n</svg>%n");
    return svg.toString();
  }

  private String title() {
    Summary summary = Summary.of(graph);
    return String.format(
        Locale.ROOT,
        "%,d parameters, %,d multiply-accumulates an image",
        summary.parameters(),
        summary.macs());
  }

  /** The corners of a frame around the boxes of a part and the lines that lead to them in it. */
  private double[] corners(String path) {
    int[] span = span(path);
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    for (int r = span[0]; r <= span[1]; r++) {
      for (Ranks.Place place : rows.get(r)) {
        if (Frames.holds(path, boxes.get(place.box()))) {
          left = Math.min(left, columns.x(place) - width(place) / 2);
          right = Math.max(right, columns.x(place) + width(place) / 2);
        }
      }
    }
    double sides = FRAME_PAD * (1 + nesting(path));
    int above = 1 + nestedIn(path, span[0], true);
    int below = 1 + nestedIn(path, span[1], false);
    return new double[] {
      left - sides,
      tops[span[0]] - above * (FRAME_PAD + FRAME_LABEL),
      right + sides,
      tops[span[1]] + heights[span[1]] + below * FRAME_PAD
    };
  }

  private void frame(String path) {
    double[] at = corners(path);
    text(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"10\" fill=\"#f6f7f9\""
            + " stroke=\"#cbd5e1\"/>%n",
        at[0], at[1], at[2] - at[0], at[3] - at[1]);
  }

  /** A frame's name, over the lines that cross it. */
  private void label(String path) {
    double[] at = corners(path);
    text(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"#64748b\" text-anchor=\"start\""
            + " stroke=\"#f6f7f9\" stroke-width=\"4\" paint-order=\"stroke\">%s</text>%n",
        at[0] + 9, at[1] + 14, escaped(frames.name(path)));
  }

  /** How many frames within {@code path} begin (or end) in the same row. */
  private int nestedIn(String path, int row, boolean first) {
    int count = 0;
    for (String other : frames.paths()) {
      if (other.startsWith(path + ".")) {
        count += span(other)[first ? 0 : 1] == row ? 1 : 0;
      }
    }
    return count;
  }

  /** How many frames stand in each other within {@code path}. */
  private int nesting(String path) {
    int deepest = 0;
    for (String other : frames.paths()) {
      if (other.startsWith(path + ".")) {
        deepest = Math.max(deepest, 1 + nesting(other));
      }
    }
    return deepest;
  }

  /** The lines from a place to those below it. */
  private void lines(Ranks.Place place) {
    double x = columns.x(place);
    double top = tops[place.rank()];
    double end = top + heights[place.rank()];
    double start = place.line() ? top : top + height(boxes.get(place.box()));
    for (Ranks.Place below : place.below()) {
      double toX = columns.x(below);
      double toY = tops[below.rank()];
      double bend = Math.min(26, (toY - end) / 2);
      String arrow = below.line() ? "" : arrow(toX, toY);
      text(
          "<path d=\"M%.1f %.1fL%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" fill=\"none\""
              + " stroke=\"#64748b\" stroke-width=\"1.3\"/>%s%n",
          x,
          start,
          x,
          end,
          x,
          end + bend,
          toX,
          toY - bend,
          toX,
          toY - (below.line() ? 0 : 5),
          arrow);
    }
  }

  private static String arrow(double x, double y) {
    return String.format(Locale.ROOT, "<path d=\"M%.1f %.1fl-3.5 -7h7z\" fill=\"#64748b\"/>", x, y);
  }

  private void box(Ranks.Place place) {
    if (place.line()) {
      return;
    }
    Box box = boxes.get(place.box());
    double width = width(place) - 2 * FRAME_PAD * Math.max(0, frames.depth(box) - 1);
    double x = columns.x(place);
    double y = tops[place.rank()];
    text("<g><title>%s</title>", escaped(tip(box)));
    text(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\""
            + " stroke=\"%s\"/>",
        x - width / 2, y, width, height(box), box.kind().fill(), box.kind().line());
    double baseline = y + PAD + 9;
    String name = frames.name(box);
    if (!name.isEmpty()) {
      text(
          "<text x=\"%.1f\" y=\"%.1f\" font-weight=\"bold\" fill=\"#0f172a\">%s</text>",
          x, baseline, escaped(name));
      baseline += LINE_HEIGHT;
    }
    if (!box.ops().isEmpty()) {
      text(
          "<text x=\"%.1f\" y=\"%.1f\" fill=\"#0f172a\">%s</text>",
          x, baseline, escaped(box.ops()));
      baseline += LINE_HEIGHT;
    }
    text(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"#475569\">%s</text></g>%n",
        x, baseline, box.shape());
  }

  private static String tip(Box box) {
    return String.format(
        Locale.ROOT,
        "%s: %s, gives %s, %,d parameters",
        box.path(),
        box.ops(),
        box.shape(),
        box.parameters());
  }

  private void text(String format, Object... args) {
    svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), args));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
