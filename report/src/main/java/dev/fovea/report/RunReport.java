// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.data.Dataset;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.report.folder.RunState;
import dev.fovea.report.page.Page;
import dev.fovea.report.plot.Fonts;
import dev.fovea.report.plot.Plots;
import dev.fovea.report.tensorboard.TensorBoard;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Job;
import dev.fovea.train.Predictor;
import dev.fovea.train.View;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.file.Folders;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Predictions;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The evidence of a run that is over: measures the weights to use on the test set and writes {@code
 * metrics.json}, {@code results.csv}, the plots, the pictures for TensorBoard and {@code
 * report.html}, and the figures of the test set into {@code result.json} where a validation part
 * was watched. All of it can be made again at any time.
 */
public final class RunReport {
  /** Pictures of an evaluation batch, where the recipe's own is smaller. */
  private static final int LEAST_BATCH = 64;

  private final RunFolder folder;
  private final Job job;
  private final Dataset test;
  private final Consumer<String> warnings;

  /**
   * What {@code metrics.json} holds.
   *
   * @param weights file that was measured
   * @param epoch that it is of
   */
  record Metrics(
      String model,
      String dataset,
      String weights,
      int epoch,
      List<String> labels,
      Assessment metrics) {}

  /**
   * Prepares the report.
   *
   * @param job the one the run was made with
   * @param test what to measure on: the test set, or what the run is to overfit
   * @param warnings gets a line when something cannot be drawn, which spoils no run
   */
  public RunReport(RunFolder folder, Job job, Dataset test, Consumer<String> warnings) {
    this.folder = folder;
    this.job = job;
    this.test = test;
    this.warnings = warnings;
  }

  /**
   * Writes everything.
   *
   * @param end of the run, which must be over
   * @throws FoveaException when weights cannot be read, files cannot be written, or the network
   *     gives no finite scores
   */
  public void write(Progress end) {
    Path file = folder.weightsToUse();
    WeightFile weights = WeightFile.read(file);
    int epoch = epoch(file, weights);
    Predictions predictions = predict(weights);
    Assessment found = Assessment.of(predictions);
    RunRecorder.json(
        folder.metrics(),
        new Metrics(
            end.model(),
            end.dataset(),
            folder.path().relativize(file).toString(),
            epoch,
            test.labels(),
            found));
    JsonNode trained = RunState.json(folder.result());
    JsonNode tested = Figures.with(trained, isOverfit() ? "overfit" : "test", found);
    if (!tested.equals(trained)) {
      RunRecorder.json(folder.result(), tested);
    }
    AtomicFile.write(folder.results(), ResultsCsv.of(end.history(), watched()));
    Map<String, byte[]> plots = plots(end, found);
    Page page =
        new Page(
            folder.path().toAbsolutePath().normalize().getFileName().toString(),
            end,
            parameters(),
            found,
            predictions,
            test,
            isOverfit() ? "of the images that it was trained on (--overfit)" : "test images",
            epoch,
            plots,
            Folders.text(folder.path().resolve("args.yaml")),
            environment());
    AtomicFile.write(folder.report(), page.html());
  }

  private static int epoch(Path file, WeightFile weights) {
    String text = weights.about().getOrDefault("epoch", "0");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new FoveaException(e, "%s is damaged: its epoch is '%s', no number", file, text);
    }
  }

  private Predictions predict(WeightFile weights) {
    int batch = Math.min(test.size(), Math.max(LEAST_BATCH, job.recipe().batch()));
    try (Predictor predictor =
        new Predictor(job.compute(), job.network(), weights.weights(), batch)) {
      return predictor.predict(
          test,
          job.recipe().measuring(batch).threads(job.compute().loaderThreads()),
          List.of(View.PLAIN));
    }
  }

  /** Draws, writes and shows; the curves are there already. */
  private Map<String, byte[]> plots(Progress end, Assessment found) {
    Map<String, byte[]> plots = new LinkedHashMap<>();
    try {
      plots.putAll(Plots.of(end, found, test.labels()));
      plots.forEach((name, png) -> AtomicFile.write(folder.plot(name), png));
      if (Files.exists(folder.curves())) {
        plots.put("curves", Files.readAllBytes(folder.curves()));
      }
      Map<String, byte[]> tags = new LinkedHashMap<>();
      plots.forEach((name, png) -> tags.put("plots/" + name, png));
      new TensorBoard(folder.events()).write(end, watched(), tags);
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      // Machines without fonts fail with errors of every kind; the figures are in metrics.json.
      String reason = e instanceof FoveaException ? e.getMessage() : Fonts.reason(e);
      warnings.accept("cannot draw " + folder.path() + "/plots: " + reason);
    }
    return plots;
  }

  private boolean isOverfit() {
    return job.recipe().limits().overfit() > 0;
  }

  private String watched() {
    return job.limited().data().judge();
  }

  private long parameters() {
    return RunState.json(folder.result()).path("parameters").asLong(0);
  }

  private Map<String, String> environment() {
    Map<String, String> facts = new LinkedHashMap<>();
    flatten("", RunState.json(folder.manifest()), facts);
    return facts;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> facts) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = prefix.isEmpty() ? field.getKey() : prefix + " " + field.getKey();
      if (field.getValue().isObject()) {
        flatten(name, field.getValue(), facts);
      } else if (field.getValue().isArray()) {
        facts.put(
            name, String.join(", ", field.getValue().valueStream().map(RunReport::text).toList()));
      } else {
        facts.put(name, text(field.getValue()));
      }
    }
  }

  /** A value as people read it; lists in lists as JSON. */
  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString();
  }
}
