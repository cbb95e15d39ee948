// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.Runs;
import dev.fovea.train.recipe.Monitor;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Saving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
  private static final String HEADER =
      "epoch,trainLoss,trainAccuracy,testLoss,testAccuracy,imagesPerSecond,seconds,dataWaitShare,lr";

  /** The first has the least test loss, the second the highest accuracy, the third trains best. */
  private static final List<String> ROWS =
      List.of(
          "1,0.9,0.5,0.70,0.60,100.0,1.5,0.1,0.1",
          "2,0.6,0.6,0.80,0.75,100.0,1.5,0.1,0.1",
          "3,0.4,0.7,0.95,0.65,100.0,1.5,0.1,0.1");

  @TempDir Path runs;

  private Path run;

  @BeforeEach
  void create() throws IOException {
    run = run(Monitor.TEST_ACCURACY);
  }

  private Path run(Monitor monitor) throws IOException {
    Recipe recipe = Runs.RECIPE.epochs(3).saving(new Saving(monitor, 1, 0));
    RunArgs args = Runs.args();
    Path path = runs.resolve(monitor.toString());
    RunFolder.create(
        path, false, new RunArgs(args.model(), args.data(), "", recipe, args.machine()));
    Files.writeString(path.resolve("results.csv"), HEADER + "\n" + String.join("\n", ROWS) + "\n");
    return path;
  }

  @Test
  void theFiguresAreThoseOfTheWeightsThatAreKept() throws IOException {
    assertThat(RunState.read(run).test()).contains(new RunState.Score(0.80, 0.75));
    assertThat(RunState.read(run(Monitor.TEST_LOSS)).test())
        .contains(new RunState.Score(0.70, 0.60));
    assertThat(RunState.read(run(Monitor.TRAIN_LOSS)).test())
        .contains(new RunState.Score(0.95, 0.65));
  }
}
