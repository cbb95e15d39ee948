// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code result.json}: the final figures of a complete run. */
final class Figures {
  private Figures() {}

  static Map<String, Object> of(Progress run, Setting setting) {
    EpochResult last = run.last().orElseThrow();
    EpochResult best = run.best().orElseThrow();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", run.model());
    figures.put("dataset", run.dataset());
    figures.put("epochs", run.history().size());
    figures.put("ended", run.ended());
    figures.put("trainLoss", last.trainLoss());
    figures.put("trainAccuracy", last.trainAccuracy());
    figures.put("testLoss", last.testLoss());
    figures.put("testAccuracy", last.testAccuracy());
    figures.put("bestTestAccuracy", best.testAccuracy());
    figures.put("bestEpoch", best.epoch());
    figures.put("imagesPerSecond", run.imagesPerSecond());
    figures.put("dataWaitShare", run.dataWaitShare());
    figures.put("seconds", run.seconds());
    figures.put("batch", run.recipe().batch());
    figures.put("lr", run.recipe().lr());
    figures.put("seed", run.recipe().seed());
    figures.put("threads", setting.threads());
    figures.put("loaderThreads", setting.loaderThreads());
    figures.put("precision", setting.precision());
    figures.put("backend", setting.backend());
    figures.put("parameters", setting.parameters());
    figures.put("trainImages", run.trainImages());
    figures.put("testImages", setting.testImages());
    figures.put("stateBytes", setting.stateBytes());
    figures.put("arenaBytes", setting.arenaBytes());
    return figures;
  }
}
