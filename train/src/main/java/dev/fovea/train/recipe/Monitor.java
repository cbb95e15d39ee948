// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The figure of an epoch by which epochs are ranked: which one is best, and whether it gains. */
public enum Monitor {
  TEST_ACCURACY,
  TEST_LOSS,
  TRAIN_LOSS;

  /** An epoch that can be ranked. */
  public interface Ranked {
    /** From 1. */
    int epoch();

    /** The figure by which it is ranked. */
    double figure(Monitor monitor);
  }

  /** The best epoch first; the earlier of equals is better. */
  public Comparator<Ranked> bestFirst() {
    Comparator<Ranked> rising = Comparator.comparingDouble(epoch -> epoch.figure(this));
    return (isLoss() ? rising : rising.reversed()).thenComparingInt(Ranked::epoch);
  }

  /** Whether less is better. */
  public boolean isLoss() {
    return this != TEST_ACCURACY;
  }

  /** The names users write. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Monitor::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
