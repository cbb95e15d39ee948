// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.report.Runs;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path temp;

  @Test
  void aRunIsTrainedByOneAtATime() {
    Path run = temp.resolve("r");
    RunFolder made = RunFolder.create(run, false, Runs.args());
    try (made) {
      assertThat(RunLock.held(run)).isTrue();
      assertThat(RunState.read(run).stage()).isEqualTo(RunState.Stage.RUNNING);
      for (ThrowingCallable other :
          List.<ThrowingCallable>of(
              () -> RunLock.take(run),
              () -> RunFolder.resume(run),
              () -> RunFolder.create(run, true, Runs.args()))) {
        assertThatThrownBy(other)
            .isInstanceOf(FoveaException.class)
            .hasMessageStartingWith(run + " is being trained by another process; wait for its end");
      }
      assertThat(run.resolve("args.yaml")).exists();
      assertThat(run.resolve(Replaced.NAME)).doesNotExist();
    }
    assertThat(RunLock.held(run)).isFalse();
    assertThat(RunState.read(run).stage()).isEqualTo(RunState.Stage.INTERRUPTED);
    assertThat(run.resolve(RunLock.NAME)).exists();
    RunFolder.resume(run).close();
    RunFolder.create(run, true, Runs.args()).close();
  }

  @Test
  void aFolderThatAnotherProcessHasTakenIsLeftToIt() throws IOException, InterruptedException {
    Path run = Files.createDirectory(temp.resolve("r"));
    Process other = holder(run);
    try {
      assertThatThrownBy(() -> RunFolder.create(run, true, Runs.args()))
          .hasMessageStartingWith(run + " is being trained by another process");
      assertThat(run.toFile().list()).containsExactly(RunLock.NAME);
      assertThat(RunLock.held(run)).isTrue();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLockThatCannotBeWrittenIsNotGoneWithout() throws IOException {
    Path run = temp.resolve("r");
    RunFolder.create(run, false, Runs.args()).close();
    Path lock = run.resolve(RunLock.NAME);
    Files.delete(lock);
    // Even root cannot open a folder to write.
    Files.createDirectory(lock);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> RunFolder.resume(run))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(lock + " cannot be opened to write (")
          .hasMessageEndingWith("work as the user it belongs to");
    }
  }

  @Test
  void whatMayOnlyBeReadStillTellsWhetherItIsHeld() throws IOException, InterruptedException {
    Path run = Files.createDirectory(temp.resolve("r"));
    Process other = holder(run);
    try {
      assertThat(run.resolve(RunLock.NAME).toFile().setReadOnly()).isTrue();
      assertThat(RunLock.held(run)).isTrue();
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(RunLock.held(run)).isFalse();
  }

  @Test
  void aReaderOfARunCannotDiscardIt() {
    Path run = temp.resolve("r");
    RunFolder.create(run, false, Runs.args()).close();
    assertThatThrownBy(RunFolder.open(run)::discard).isInstanceOf(IllegalStateException.class);
    assertThat(run.resolve("args.yaml")).exists();
  }

  @Test
  void aKilledProcessLeavesTheRunFree() throws IOException, InterruptedException {
    Path run = temp.resolve("r");
    RunFolder.create(run, false, Runs.args()).close();
    Process other = holder(run);
    try {
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

  /** Another process that has the lock. */
  private static Process holder(Path run) throws IOException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                run.toString())
            .start();
    assertThat(other.getInputStream().read()).isEqualTo('t');
    return other;
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
