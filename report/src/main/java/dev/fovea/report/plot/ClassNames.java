// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.font.FontRenderContext;
import java.util.regex.Pattern;

/**
 * Names of classes in pictures: no wider than their place, never alike, and no rows of boxes. The
 * number of the class says what its name cannot.
 */
public final class ClassNames {
  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

  private static final String CUT = "\u2026 ";
  private static final Pattern NUMBERED = Pattern.compile("(#|.*" + CUT + ")\\d+", Pattern.DOTALL);

  private ClassNames() {}

  /**
   * The name, or the number of the class where this machine has no glyphs for the name; one that
   * could be such a number, or a name that is cut, has its own behind it.
   */
  public static String shown(String label, int c) {
    if (label.isBlank() || Look.PLAIN.canDisplayUpTo(label) >= 0) {
      return "#" + c;
    }
    return NUMBERED.matcher(label).matches() ? label + end(c) : label;
  }

  private static String end(int c) {
    return CUT + c;
  }

  /** What is shown of it on so many units: of a name that is cut, the number of the class too. */
  static String fitting(String label, int c, double most) {
    String name = shown(label, c);
    if (width(name) <= most) {
      return name;
    }
    String end = end(c);
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
