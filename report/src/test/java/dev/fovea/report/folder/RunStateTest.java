// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.report.Runs;
import dev.fovea.tensor.FoveaException;
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

  @Test
  void theRateOfARunUnderWayIsAllImagesByAllTime() throws IOException {
    String slow = ROWS.get(1).replace("100.0", "300.0");
    Files.writeString(run.resolve("results.csv"), HEADER + "\n" + ROWS.get(0) + "\n" + slow + "\n");
    assertThat(RunState.read(run).imagesPerSecond()).isCloseTo(150, within(1e-9));
    Files.writeString(run.resolve("results.csv"), HEADER + "\n");
    assertThat(RunState.read(run).imagesPerSecond()).isZero();
  }

  private void refused(String rows, String message) throws IOException {
    Path file = run.resolve("results.csv");
    Files.writeString(file, HEADER + "\n" + rows);
    assertThatThrownBy(() -> RunState.read(run))
        .isInstanceOf(FoveaException.class)
        .hasMessage(file + message);
  }

  @Test
  void figuresThatNoEpochCanHaveAreRefused() throws IOException {
    String damaged = " is damaged: in line 3, ";
    for (String epoch : List.of("-5", "1", "3", "9999999999", "NaN", "2.5")) {
      refused(
          ROWS.get(0) + "\n" + epoch + ROWS.get(1).substring(1),
          damaged + "epoch is " + Double.parseDouble(epoch) + ", expected 2");
    }
    for (String accuracy : List.of("5", "-5", "NaN", "Infinity", "1.000001")) {
      refused(
          ROWS.get(0) + "\n" + ROWS.get(1).replace("0.75", accuracy),
          damaged + "testAccuracy is " + Double.parseDouble(accuracy) + ", expected 0 to 1");
    }
    for (String loss : List.of("-0.1", "NaN", "Infinity")) {
      refused(
          ROWS.get(0) + "\n" + ROWS.get(1).replace("0.80", loss),
          damaged
              + "testLoss is "
              + Double.parseDouble(loss)
              + ", expected a number that is not negative");
    }
    refused(ROWS.get(0) + "\nx", " is damaged: line 3 is 'x'");
  }

  @Test
  void aRunThatIsOverHasARowForEachEpoch() throws IOException {
    Path result = run.resolve("result.json");
    Files.writeString(result, "{\"epochs\": 3, \"parameters\": 10, \"imagesPerSecond\": 100.0}");
    RunState state = RunState.read(run);
    assertThat(state.stage()).isEqualTo(RunState.Stage.FINISHED);
    assertThat(state.history()).hasSize(3);
    String again = "; to make it again, remove report.html and resume the run";
    refused("", " is damaged: it has 0 rows, and result.json counts 3 epochs" + again);
    refused(ROWS.get(0), " is damaged: it has 1 rows, and result.json counts 3 epochs" + again);
    Files.writeString(run.resolve("results.csv"), "");
    assertThatThrownBy(() -> RunState.read(run)).hasMessageContaining("results.csv is damaged: ");
    Files.delete(run.resolve("results.csv"));
    assertThatThrownBy(() -> RunState.read(run))
        .hasMessage(
            run.resolve("results.csv") + " is missing, and " + result + " is there" + again);
  }

  @Test
  void aFileThatIsNoObjectIsDamaged() throws IOException {
    Path file = run.resolve("result.json");
    for (String text : List.of("", "[1]", "7", "null")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> RunState.json(file))
          .isInstanceOf(FoveaException.class)
          .hasMessage(file + " is damaged: it holds no JSON object");
    }
  }
}
