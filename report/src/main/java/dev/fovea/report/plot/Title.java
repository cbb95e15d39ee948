// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.Graphics2D;

/**
 * What stands above a picture, with a name in it that may be of any length: where there is not room
 * for all, the name is cut first.
 */
public record Title(String before, String name, String after) {
  String fitted(Graphics2D g, double width) {
    double rest = width - g.getFontMetrics().stringWidth(before + after);
    return Look.fitting(g, before + Look.fitting(g, name, rest) + after, width);
  }
}
