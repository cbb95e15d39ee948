// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.data.DatasetSplits;
import dev.fovea.ir.Weights;
import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.report.plot.Curves;
import dev.fovea.report.plot.PlotWriter;
import dev.fovea.report.tensorboard.TensorBoard;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RolledBack;
import dev.fovea.train.event.TrainEvent.RunEnded;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what a run leaves behind into its folder, as the events come. Weights are written before
 * the checkpoint that says that their epoch is over, so going on from a checkpoint makes again
 * whatever came after it.
 */
public final class RunRecorder implements Consumer<TrainEvent>, AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private final RunFolder folder;
  private final Manifest.Build fovea;
  private final DatasetSplits data;
  private final PlotWriter plots;
  private final TensorBoard tensorBoard;
  private Curves curves;
  private TrainEvent.Setting setting;

  /**
   * Opens the recorder; {@link #close} waits for the last plot.
   *
   * @param fovea for the manifest
   * @param data what the run is trained on
   * @param warnings gets a line when a plot cannot be drawn, which is no reason to end a run
   */
  public RunRecorder(
      RunFolder folder, Manifest.Build fovea, DatasetSplits data, Consumer<String> warnings) {
    this.folder = folder;
    this.fovea = fovea;
    this.data = data;
    this.plots = new PlotWriter(folder.curves(), warnings);
    this.tensorBoard = new TensorBoard(folder.events());
  }

  @Override
  public void accept(TrainEvent event) {
    tensorBoard.accept(event);
    if (event instanceof StepEnded step) {
      curves.add(step);
    } else if (event instanceof RunStarted started) {
      start(started);
    } else if (event instanceof EpochEnded ended) {
      curves.add(ended);
      results(ended.progress());
      plots.draw(curves.snapshot());
    } else if (event instanceof RolledBack back) {
      // An epoch may have ended before its weights were found to be of no use.
      curves.goBack(back.progress());
      results(back.progress());
      plots.draw(curves.snapshot());
    } else if (event instanceof CheckpointDue due) {
      save(due);
    } else if (event instanceof RunEnded ended && ended.progress().over()) {
      json(folder.result(), Figures.of(ended.progress(), setting));
    }
  }

  private void start(RunStarted started) {
    Progress progress = started.progress();
    setting = started.setting();
    if (!Files.exists(folder.manifest())) {
      json(folder.manifest(), Manifest.now(fovea, progress.recipe().seed(), folder, data, setting));
    } else {
      Manifest.resumed(folder.manifest(), setting).ifPresent(now -> json(folder.manifest(), now));
    }
    curves = new Curves(progress, setting.watched());
    // A run killed between the end of an epoch and its checkpoint has a row too many.
    results(progress);
  }

  private void results(Progress progress) {
    AtomicFile.write(folder.results(), ResultsCsv.of(progress.history(), setting.watched()));
  }

  private void save(CheckpointDue due) {
    Checkpoint checkpoint = due.checkpoint().get();
    if (due.reason() == Reason.EPOCH_ENDED || due.reason() == Reason.STOP_REQUESTED) {
      WeightFile weights = weights(due.weights().get(), checkpoint.progress());
      if (due.best()) {
        weights.write(folder.bestWeights());
      }
      weights.write(folder.lastWeights());
    }
    checkpoint.write(folder.checkpointFile());
    folder.keep();
  }

  private WeightFile weights(Weights weights, Progress progress) {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("model", progress.model());
    about.put("dataset", progress.dataset());
    about.put("labels", JsonMapper.shared().writeValueAsString(setting.labels()));
    about.put("epoch", String.valueOf(progress.position().epoch()));
    progress
        .last()
        .map(EpochResult::testAccuracy)
        .ifPresent(accuracy -> about.put(setting.watched() + "Accuracy", accuracy.toString()));
    return new WeightFile(weights, about);
  }

  static void json(Path file, Object value) {
    AtomicFile.write(file, JSON.writeValueAsString(value) + "\n");
  }

  @Override
  public void close() {
    plots.close();
  }
}
