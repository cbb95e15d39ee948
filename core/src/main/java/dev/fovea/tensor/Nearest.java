// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Known names close to one that is not known, for error messages. */
public final class Nearest {
  /** Edits that a slip of the fingers makes. */
  private static final int SLIP = 2;

  private static final int FAR = 1000;

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

  /**
   * At most three names: slips of one or two letters, then names that begin with it and names that
   * are words of it, as {@code batch} and {@code size} are of {@code batch-size}, then those within
   * a third of its length in edits, nearest first; if there is none, those with a word in common.
   */
  public static List<String> to(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Set<String> words = words(wanted);
    int letters = wanted.replaceAll("[^a-z0-9]", "").length();
    int most = Math.min(Math.max(SLIP, wanted.length() / 3), letters - 1);
    Predicate<String> likely =
        c ->
            letters > 0 && c.startsWith(wanted)
                || !words(c).isEmpty() && words.containsAll(words(c));
    List<String> near =
        nearest(
            known,
            likely.or(c -> edits(wanted, c) <= most),
            c -> edits(wanted, c) + (edits(wanted, c) > SLIP && !likely.test(c) ? FAR : 0));
    return near.isEmpty()
        ? nearest(known, c -> !Collections.disjoint(words, words(c)), c -> edits(wanted, c))
        : near;
  }

  private static List<String> nearest(
      Collection<String> known, Predicate<String> isNear, ToIntFunction<String> distance) {
    return known.stream()
        .filter(c -> isNear.test(c.toLowerCase(Locale.ROOT)))
        .sorted(Comparator.comparingInt(c -> distance.applyAsInt(c.toLowerCase(Locale.ROOT))))
        .limit(3)
        .toList();
  }

  /** Words of three letters and more, between anything else. */
  private static Set<String> words(String name) {
    return Arrays.stream(name.split("[^a-z0-9]+"))
        .filter(word -> word.length() >= 3)
        .collect(Collectors.toSet());
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
