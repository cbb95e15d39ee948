// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.train.state.EpochResult;
import java.util.List;
import java.util.Locale;

/**
 * {@code results.csv}: a header and a row an epoch; fractions, seconds, images a second. Where a
 * validation part was watched, its columns are named after it.
 */
final class ResultsCsv {
  private static final String HEADER =
      "epoch,trainLoss,trainAccuracy,%1$sLoss,%1$sAccuracy,imagesPerSecond,seconds,dataWaitShare,lr";

  private ResultsCsv() {}

  static String of(List<EpochResult> history, String watched) {
    StringBuilder text = new StringBuilder(HEADER.formatted(watched)).append('\n');
    for (EpochResult e : history) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%.6f,%.6f,%.6f,%.6f,%.1f,%.3f,%.4f,%s\n",
              e.epoch(),
              e.trainLoss(),
              e.trainAccuracy(),
              e.testLoss(),
              e.testAccuracy(),
              e.imagesPerSecond(),
              e.seconds(),
              e.dataWaitShare(),
              e.lr()));
    }
    return text.toString();
  }
}
