// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A step of an augmentation as users write it: a name and its numbers. */
final class Words {
  private final String step;
  private final List<String> words;
  private final Set<Integer> read = new HashSet<>();

  private Words(String step) {
    this.step = step;
    this.words = Arrays.asList(step.strip().split("\\s+"));
  }

  static Words of(String step) {
    return new Words(step);
  }

  String name() {
    return words.get(0);
  }

  /** Number {@code place} after the name, or what it is when not given. */
  double number(int place, double otherwise) {
    if (place + 1 >= words.size()) {
      return otherwise;
    }
    read.add(place);
    try {
      return Double.parseDouble(words.get(place + 1));
    } catch (NumberFormatException e) {
      throw new FoveaException(
          e, "augmentation '%s': '%s' is not a number", step, words.get(place + 1));
    }
  }

  int whole(int place, int otherwise) {
    double value = number(place, otherwise);
    FoveaException.check(
        value == (int) value, "augmentation '%s': %s is not a whole number", step, value);
    return (int) value;
  }

  /** Whether that word stands there; another one is left to be read otherwise. */
  boolean flag(int place, String word) {
    boolean given = place + 1 < words.size() && words.get(place + 1).equals(word);
    if (given) {
      read.add(place);
    }
    return given;
  }

  void checkAllRead() {
    for (int place = 0; place + 1 < words.size(); place++) {
      FoveaException.check(
          read.contains(place), "augmentation '%s': what is '%s'?", step, words.get(place + 1));
    }
  }
}
