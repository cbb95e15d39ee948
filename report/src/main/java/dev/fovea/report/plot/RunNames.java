// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Names of runs in a legend: no wider than their place, and never alike. */
final class RunNames {
  private static final String CUT = "\u2026";

  private RunNames() {}

  /**
   * What is shown of names that differ. One that is too wide loses what all have in common at their
   * beginning, then its middle; where such ones come to be alike, each has its number, from 1, in
   * place of the middle.
   *
   * @param most units
   */
  static List<String> fitting(List<String> names, double most) {
    int shared = shared(names);
    List<String> cut =
        names.stream()
            .map(
                name ->
                    ClassNames.width(name) <= most ? name : middle(rest(name, shared), CUT, most))
            .toList();
    return IntStream.range(0, cut.size())
        .mapToObj(
            i ->
                Collections.frequency(cut, cut.get(i)) == 1
                    ? cut.get(i)
                    : middle(names.get(i), CUT + (i + 1) + CUT, most))
        .toList();
  }

  private static String rest(String name, int shared) {
    return shared == 0 ? name : CUT + name.substring(shared);
  }

  /** How much all begin with; never a half of a character. */
  private static int shared(List<String> names) {
    String first = names.get(0);
    int shared = first.length();
    for (String name : names) {
      while (!name.startsWith(first.substring(0, shared))) {
        shared = first.offsetByCodePoints(shared, -1);
      }
    }
    return names.size() == 1 ? 0 : shared;
  }

  /** The text, with a mark in place of its middle if it is wider than that. */
  private static String middle(String text, String mark, double most) {
    int[] points = text.codePoints().toArray();
    for (int kept = points.length; kept > 1; kept--) {
      int before = (kept + 1) / 2;
      int after = kept - before;
      String shown =
          kept == points.length
              ? text
              : new String(points, 0, before)
                  + mark
                  + new String(points, points.length - after, after);
      if (ClassNames.width(shown) <= most) {
        return shown;
      }
    }
    return mark;
  }
}
