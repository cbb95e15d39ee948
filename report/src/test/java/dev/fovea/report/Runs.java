// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.backend.Backend;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Trace;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.Compute;
import dev.fovea.train.Job;
import dev.fovea.train.Network;
import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Running;
import dev.fovea.train.state.Skips;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs to report on: one that trains within milliseconds, and figures of larger ones. */
public final class Runs {
  public static final Recipe RECIPE = Recipe.of(2, 16, 0.1).momentum(0.5).seed(3);
  public static final Setting SETTING = watching("test");

  private Runs() {}

  /** A setting where that part is measured after each epoch. */
  public static Setting watching(String part) {
    return new Setting(
        List.of("a", "b"), part, 10_000, 61_706, "onednn", "f32", 2, 1, 1_000, 2_000);
  }

  public static DatasetSplits data() {
    return ShapesDataset.splits(5, 40, 20);
  }

  /** A linear classifier, with a checkpoint after each step when asked. */
  public static Job job(boolean restless) {
    Network net =
        (batch, mode) ->
            Trace.of("flat", Blocks.linear(10), TensorType.f32(batch, 1, 28, 28), mode);
    return new Job(
        "flat",
        net,
        data(),
        RECIPE,
        new Compute(Backend.named("reference"), Backend.Options.f32(1), 0),
        restless ? Duration.ZERO : Duration.ofDays(1));
  }

  public static RunArgs args() {
    return new RunArgs("flat", "shapes", "", RECIPE, new RunArgs.Machine("reference", "f32", 1, 0));
  }

  /** 60 000 images a second, a tenth of the time spent waiting. */
  public static Running running(double loss, double accuracy, int images) {
    long nanos = images * 1_000_000_000L / 60_000;
    return new Running(
        loss * images, Math.round(accuracy * images), images, nanos, nanos / 9, nanos * 10 / 9);
  }

  /** A run like LeNet's after so many of its epochs. */
  public static Progress lenet(int done, int epochs) {
    List<EpochResult> history = new ArrayList<>();
    for (int e = 1; e <= done; e++) {
      double loss = 0.45 + 1.9 * Math.exp(-0.55 * e);
      Running running = running(loss, 0.83 - 0.55 * Math.exp(-0.5 * e), 60_000);
      Score test = new Score(loss + 0.03 * (e % 3), 0.81 - 0.5 * Math.exp(-0.5 * e), 10_000);
      history.add(new EpochResult(e, running, test, 0.9, 1.25));
    }
    return new Progress(
        "lenet",
        "fashion-mnist",
        60_000,
        Recipe.of(epochs, 256, 0.9),
        new Position(done, 0, done * 235L),
        Running.ZERO,
        history,
        done * 1.25,
        0,
        Skips.NONE,
        "");
  }
}
