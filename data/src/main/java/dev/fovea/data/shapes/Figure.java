// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.shapes;

/**
 * What can be seen in a picture of the {@code shapes} set. Each figure is a region of the plane,
 * told by its points {@code (x, y)} with both within -1..1; the order is the order of labels.
 */
enum Figure {
  DISC,
  RING,
  SQUARE,
  FRAME,
  TRIANGLE,
  PLUS,
  SALTIRE,
  ROWS,
  COLUMNS,
  CHECKERS;

  /** Whether the point belongs to the figure. */
  boolean covers(double x, double y) {
    double box = Math.max(Math.abs(x), Math.abs(y));
    if (box > 1) {
      return false;
    }
    double radius2 = x * x + y * y;
    return switch (this) {
      case DISC -> radius2 <= 1;
      case RING -> radius2 <= 1 && radius2 >= 0.4;
      case SQUARE -> box <= 0.85;
      case FRAME -> box <= 0.9 && box >= 0.55;
      case TRIANGLE -> Math.abs(x) <= (y + 1) / 2;
      case PLUS -> Math.min(Math.abs(x), Math.abs(y)) <= 0.28;
      case SALTIRE -> Math.abs(Math.abs(x) - Math.abs(y)) <= 0.35;
      case ROWS -> (int) Math.floor((y + 1) * 2.5) % 2 == 0;
      case COLUMNS -> (int) Math.floor((x + 1) * 2.5) % 2 == 0;
      case CHECKERS -> ((int) Math.floor((x + 1) * 1.5) + (int) Math.floor((y + 1) * 1.5)) % 2 == 0;
    };
  }
}
