// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import java.util.List;

/**
 * Everything that is said about a network on a dataset. Shares are fractions.
 *
 * @param loss mean cross-entropy
 * @param interval of the accuracy, 95 %
 * @param topK the {@code k} of {@code topAccuracy}: 5, or fewer when there are fewer classes
 * @param rocAuc mean over classes, each against the rest; null when only one class occurs
 * @param calibrationError expected calibration error over 15 bins
 * @param brier 0 to 2
 * @param matthews -1 to 1
 * @param classes class by class
 */
public record Assessment(
    long images,
    double accuracy,
    Interval interval,
    double loss,
    int topK,
    double topAccuracy,
    Confusion.Averages macro,
    Confusion.Averages weighted,
    Double rocAuc,
    double calibrationError,
    double brier,
    double matthews,
    List<Confusion.ClassScore> classes,
    Confusion confusion,
    Calibration calibration) {
  private static final int TOP = 5;

  public static Assessment of(Predictions predictions) {
    Confusion confusion = Confusion.of(predictions);
    Calibration calibration = Calibration.of(predictions);
    int k = Math.min(TOP, predictions.classes());
    var area = RocAuc.macro(predictions);
    return new Assessment(
        predictions.images(),
        confusion.accuracy(),
        Interval.wilson(confusion.correct(), confusion.images()),
        predictions.logLoss(),
        k,
        predictions.topAccuracy(k),
        confusion.macro(),
        confusion.weighted(),
        area.isPresent() ? area.getAsDouble() : null,
        calibration.error(),
        predictions.brier(),
        confusion.matthews(),
        confusion.scores(),
        confusion,
        calibration);
  }
}
