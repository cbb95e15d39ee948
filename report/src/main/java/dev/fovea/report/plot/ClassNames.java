// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.font.FontRenderContext;

/**
 * Names of classes in pictures: no wider than their place, never alike, and no rows of boxes. The
 * number of the class says what its name cannot.
 */
public final class ClassNames {
  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

  private ClassNames() {}

  /** The name, or the number of the class where this machine has no glyphs for the name. */
  public static String shown(String label, int c) {
    return label.isBlank() || Look.PLAIN.canDisplayUpTo(label) >= 0 ? "#" + c : label;
  }

  /** What is shown of it on so many units: of a name that is cut, the number of the class too. */
  static String fitting(String label, int c, double most) {
    String name = shown(label, c);
    if (width(name) <= most) {
      return name;
    }
    String end = "\u2026 " + c;
    while (name.length() > 1 && width(name + end) > most) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1)).stripTrailing();
    }
    return name + end;
  }

  /** Units of a text in the font of the pictures. */
  static double width(String text) {
    return Look.PLAIN.getStringBounds(text, SMOOTH).getWidth();
  }
}
