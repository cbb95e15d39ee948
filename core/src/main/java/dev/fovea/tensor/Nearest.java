// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Known names close to one that is not known, for error messages. */
public final class Nearest {
  private Nearest() {}

  /**
   * The error for a name that is not known: {@code unknown model 'lenett'; did you mean lenet,
   * lenet5?}, or the whole list when nothing is close.
   */
  public static FoveaException unknown(String kind, String name, Collection<String> known) {
    List<String> near = to(name, known);
    String rest =
        near.isEmpty()
            ? "known are " + String.join(", ", known)
            : "did you mean " + String.join(", ", near) + "?";
    return new FoveaException("unknown %s '%s'; %s", kind, name, rest);
  }

  /** At most three names within a third of the name's length in edits, nearest first. */
  public static List<String> to(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int most = Math.max(2, wanted.length() / 3);
    return known.stream()
        .filter(candidate -> edits(wanted, candidate.toLowerCase(Locale.ROOT)) <= most)
        .sorted(Comparator.comparingInt(c -> edits(wanted, c.toLowerCase(Locale.ROOT))))
        .limit(3)
        .toList();
  }

  /** Insertions, deletions, substitutions and swaps of neighbours that turn a into b. */
  static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
