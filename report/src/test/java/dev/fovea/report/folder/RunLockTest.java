// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.report.Runs;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path temp;

  @Test
  void aRunIsTrainedByOneAtATime() {
    Path run = RunFolder.create(temp.resolve("r"), false, Runs.args()).path();
    assertThat(RunLock.held(run)).isFalse();
    assertThat(RunState.read(run).stage()).isEqualTo(RunState.Stage.INTERRUPTED);
    try (RunLock mine = RunLock.take(run)) {
      assertThat(mine).isNotNull();
      assertThat(RunLock.held(run)).isTrue();
      assertThat(RunState.read(run).stage()).isEqualTo(RunState.Stage.RUNNING);
      assertThatThrownBy(() -> RunLock.take(run))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(run + " is being trained by another process; wait for its end");
      assertThatThrownBy(() -> RunFolder.create(run, true, Runs.args()))
          .hasMessageContaining("is being trained by another process");
      assertThat(run.resolve("args.yaml")).exists();
    }
    assertThat(RunLock.held(run)).isFalse();
    assertThat(run.resolve(RunLock.NAME)).exists();
    RunFolder.create(run, true, Runs.args());
  }

  @Test
  void aKilledProcessLeavesTheRunFree() throws IOException, InterruptedException {
    Path run = RunFolder.create(temp.resolve("r"), false, Runs.args()).path();
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                run.toString())
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('t');
      assertThat(RunLock.held(run)).isTrue();
      assertThatThrownBy(() -> RunLock.take(run)).isInstanceOf(FoveaException.class);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.exists(run.resolve(RunLock.NAME))).isTrue();
    assertThat(RunLock.held(run)).isFalse();
    RunLock.take(run).close();
  }

  /** Takes the lock of the run named, says so, and waits to be killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws InterruptedException {
      RunLock lock = RunLock.take(Path.of(args[0]));
      System.out.println("t" + lock);
      Thread.sleep(60_000);
    }
  }
}
