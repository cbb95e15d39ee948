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
 * set come later, from the report. A run that is to overfit has none of the test set.
 */
final class Figures {
  private Figures() {}

  static Map<String, Object> of(Progress run, Setting setting) {
    String watched = setting.watched();
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
    figures.put(best(watched), best.testAccuracy());
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

  private static String best(String part) {
    return "best" + Character.toUpperCase(part.charAt(0)) + part.substring(1) + "Accuracy";
  }

  /** The same with the figures of the part measured in the end, where another one was watched. */
  static JsonNode with(JsonNode result, String part, Assessment found) {
    if (result.deepCopy() instanceof ObjectNode figures && !figures.has(best(part))) {
      figures.put(part + "Loss", found.loss());
      figures.put(part + "Accuracy", found.accuracy());
      figures.put(part + "Images", found.images());
      return figures;
    }
    return result;
  }
}
