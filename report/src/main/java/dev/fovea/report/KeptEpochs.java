// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import dev.fovea.report.folder.RunFolder;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.file.Folders;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the weights of the best epochs of a run, where its recipe asks for more than one, as {@code
 * weights/epoch-N.safetensors}. Must hear of events after {@link RunRecorder}, whose newest weights
 * it copies; a run killed between the two is made good when it goes on.
 */
public final class KeptEpochs implements Consumer<TrainEvent> {
  private final RunFolder folder;
  private Progress ended;

  public KeptEpochs(RunFolder folder) {
    this.folder = folder;
  }

  @Override
  public void accept(TrainEvent event) {
    if (event instanceof RunStarted started && started.progress().position().step() == 0) {
      keep(started.progress());
    } else if (event instanceof EpochEnded end) {
      ended = end.progress();
    } else if (event instanceof CheckpointDue due && due.reason() == Reason.EPOCH_ENDED) {
      keep(ended);
    }
  }

  private static String name(int epoch) {
    return "epoch-" + epoch + ".safetensors";
  }

  private void keep(Progress progress) {
    int most = progress.recipe().saving().keep();
    if (most == 1) {
      return;
    }
    List<String> names =
        progress.best(most).stream().map(EpochResult::epoch).map(KeptEpochs::name).toList();
    Path weights = folder.lastWeights().getParent();
    progress
        .last()
        .map(last -> name(last.epoch()))
        .filter(names::contains)
        .map(weights::resolve)
        .filter(file -> !Files.exists(file))
        .ifPresent(file -> AtomicFile.copy(folder.lastWeights(), file));
    for (String name : Folders.list(weights)) {
      if (name.matches("epoch-[0-9]+\\.safetensors") && !names.contains(name)) {
        Folders.remove(weights.resolve(name));
      }
    }
  }
}
