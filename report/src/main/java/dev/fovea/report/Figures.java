// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code result.json}: the final figures of a complete run. What was measured after each epoch is
 * named after the part it was measured on; where that is a validation part, the figures of the test
 * set come later, from the report.
 */
final class Figures {
  private Figures() {}

  static Map<String, Object> of(Progress run, Setting setting) {
    String watched = setting.watched();
    String bestWatched = "best" + Character.toUpperCase(watched.charAt(0)) + watched.substring(1);
    EpochResult last = run.last().orElseThrow();
    EpochResult best = run.best().orElseThrow();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", run.model());
    figures.put("dataset", run.dataset());
    figures.put("epochs", run.history().size());
    figures.put("ended", run.ended());
    figures.put("trainLoss", last.trainLoss());
    figures.put("trainAccuracy", last.trainAccuracy());
    figures.put(watched + "Loss", last.testLoss());
    figures.put(watched + "Accuracy", last.testAccuracy());
    figures.put(bestWatched + "Accuracy", best.testAccuracy());
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
    figures.put(watched + "Images", setting.watchedImages());
    figures.put("stateBytes", setting.stateBytes());
    figures.put("arenaBytes", setting.arenaBytes());
    return figures;
  }

  /** The same with the figures of the test set, where another part was watched. */
  static JsonNode withTest(JsonNode result, Assessment test) {
    if (result.deepCopy() instanceof ObjectNode figures && !figures.has("bestTestAccuracy")) {
      figures.put("testLoss", test.loss());
      figures.put("testAccuracy", test.accuracy());
      figures.put("testImages", test.images());
      return figures;
    }
    return result;
  }
}
