// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The figure of an epoch by which epochs are ranked: which one is best, and whether it gains. */
public enum Monitor {
  TEST_ACCURACY,
  TEST_LOSS,
  TRAIN_LOSS;

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
