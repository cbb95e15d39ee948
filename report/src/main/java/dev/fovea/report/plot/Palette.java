// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.Color;

/** Colours for numbers from 0 to 1: straight lines between a few of them. */
enum Palette {
  GREY(0x000000, 0xffffff),
  /** From blue over white to red, for numbers around 0.5. */
  SIGNED(0x1f4e9c, 0x8fb3e0, 0xffffff, 0xe8a08a, 0xa6192e),
  /** From dark violet to yellow; brightness rises evenly. */
  HEAT(0x1b0c3f, 0x5a1a6b, 0xa32c61, 0xe05a3a, 0xf9a31b, 0xfcf6a4);

  private final Color[] stops;

  Palette(int... colours) {
    stops = new Color[colours.length];
    for (int i = 0; i < colours.length; i++) {
      stops[i] = new Color(colours[i]);
    }
  }

  /** The colour as RGB; numbers outside of the range and NaN get that of its nearest end. */
  int rgb(double share) {
    double at = Math.max(0, Math.min(1, share)) * (stops.length - 1);
    int from = (int) Math.min(stops.length - 2, Math.floor(at));
    double part = at - from;
    Color a = stops[from];
    Color b = stops[from + 1];
    return mix(a.getRed(), b.getRed(), part) << 16
        | mix(a.getGreen(), b.getGreen(), part) << 8
        | mix(a.getBlue(), b.getBlue(), part);
  }

  private static int mix(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }
}
