// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Skips;
import java.util.Locale;
import java.util.Optional;

/** What a run tells its user to look at, one line each. */
final class Warnings {
  private Warnings() {}

  /** An update was left out before {@code next}. */
  static String skipped(Position next, Skips skips) {
    return "epoch %d, step %d: a loss or gradient is no finite number; the update is skipped (%d so far)"
        .formatted(next.epoch() + 1, next.step(), skips.all());
  }

  /** The alarm for an epoch that was no better than guessing; empty when it was. */
  static Optional<String> stuck(EpochResult first, Recipe recipe, int classes) {
    double guessing = recipe.lossKind().ofGuessing(classes);
    if (first.trainLoss() < guessing) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "stuck: after an epoch the training loss is %.3f, and guessing has %.3f. Networks of sigmoids"
                + " often begin to learn in the second epoch only. If the loss stays there, try"
                + " another lr (fovea train --find-lr),"
                + " another --init, batch normalisation, or --overfit 100 to see whether the network"
                + " can learn at all",
            first.trainLoss(),
            guessing));
  }
}
