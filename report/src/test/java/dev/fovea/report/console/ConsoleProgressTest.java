// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.Runs;
import dev.fovea.report.console.ConsoleProgress.Screen;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RunEnded;
import dev.fovea.train.event.TrainEvent.RunFailed;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.state.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now = 5_000_000_000L;

  private ConsoleProgress console(Screen screen) {
    return new ConsoleProgress(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), screen, () -> now);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static StepEnded step(int step) {
    return new StepEnded(3, step, 235, Runs.running(0.5124, 0.8, step * 256), 0.9);
  }

  @Test
  void aTerminalHasOneLiveLineTenTimesASecond() {
    ConsoleProgress console = console(new Screen(true, 200, true));
    console.accept(new RunStarted(Runs.lenet(2, 10), Runs.SETTING, 235));
    for (int s = 1; s <= 100; s++) {
      now += 5_000_000;
      console.accept(step(s));
    }
    List<String> redrawn = List.of(text().split("\r\u001b\\[K"));
    // The first step at once, then every 20th: 1, 21, 41, 61, 81.
    assertThat(redrawn).hasSize(1 + 5);
    assertThat(redrawn.get(0))
        .isEqualTo(
            "lenet on fashion-mnist: 61706 parameters, 60000 images in 235 steps an epoch,"
                + " onednn f32 with 2 threads\ngoing on at epoch 3, step 1\n");
    // 81 steps in 405 ms; 154 + 7 * 235 are left.
    assertThat(redrawn.get(5))
        .isEqualTo(
            "epoch  3/10 ━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄  34%  loss 0.512  acc 0.800  60000 images/s"
                + "  data wait 10.0%  0:09 left");
    console.accept(new EpochEnded(Runs.lenet(3, 10).last().orElseThrow(), Runs.lenet(3, 10)));
    assertThat(text())
        .endsWith(
            "\r\u001b[Kepoch  3/10  loss 0.815  train acc 0.707"
                + "  test acc 0.698  60000 images/s  data wait 10.0%  1.3 s\n");
  }

  @Test
  void aNarrowTerminalIsNotOverrun() {
    ConsoleProgress console = console(new Screen(true, 40, false));
    console.accept(new RunStarted(Runs.lenet(2, 10), Runs.SETTING, 235));
    now += 1_000_000_000;
    console.accept(step(235));
    String live = text().substring(text().lastIndexOf("\u001b[K") + 3);
    assertThat(live).hasSize(39).startsWith("epoch  3/10 ####################");
  }

  @Test
  void withoutATerminalThereAreOnlyWholeLines() {
    ConsoleProgress console = console(new Screen(false, 80, false));
    console.accept(new RunStarted(Runs.lenet(0, 2), Runs.SETTING, 235));
    for (int e = 1; e <= 2; e++) {
      for (int s = 1; s <= 235; s++) {
        now += 100_000_000;
        console.accept(step(s));
      }
      Progress p = Runs.lenet(e, 2);
      console.accept(new EpochEnded(p.last().orElseThrow(), p));
    }
    console.accept(new RunEnded(Runs.lenet(2, 2)));
    assertThat(text()).doesNotContain("\r").doesNotContain("\u001b");
    assertThat(text().lines())
        .containsExactly(
            "lenet on fashion-mnist: 61706 parameters, 60000 images in 235 steps an epoch,"
                + " onednn f32 with 2 threads",
            "epoch 1/2  loss 1.546  train acc 0.496  test acc 0.507  60000 images/s"
                + "  data wait 10.0%  1.3 s",
            "epoch 2/2  loss 1.082  train acc 0.628  test acc 0.626  60000 images/s"
                + "  data wait 10.0%  1.3 s",
            "loss 1.082, train acc 0.628, test acc 0.626",
            "60000.0 images/s on onednn f32 with 2 threads");
  }

  @Test
  void aValidationPartIsCalledThat() {
    ConsoleProgress console = console(new Screen(false, 80, false));
    console.accept(new RunStarted(Runs.lenet(0, 2), Runs.watching("validation"), 235));
    Progress p = Runs.lenet(2, 2);
    console.accept(new EpochEnded(p.last().orElseThrow(), p));
    console.accept(new RunEnded(p));
    assertThat(text())
        .contains(
            "train acc 0.628  validation acc 0.626  60000", "train acc 0.628, validation acc 0.626")
        .doesNotContain("test");
  }

  @Test
  void aStopSaysWhere() {
    ConsoleProgress console = console(new Screen(true, 80, true));
    console.accept(new RunStarted(Runs.lenet(0, 2), Runs.SETTING, 235));
    console.accept(new RunEnded(Runs.lenet(1, 2)));
    assertThat(text()).endsWith("stopped before epoch 2, step 1\n");
  }

  @Test
  void aFailureLeavesTheLineFree() {
    ConsoleProgress console = console(new Screen(true, 80, true));
    console.accept(new RunStarted(Runs.lenet(0, 2), Runs.SETTING, 235));
    now += 1_000_000_000;
    console.accept(step(1));
    console.accept(new RunFailed(new IllegalStateException()));
    assertThat(text()).endsWith("\r\u001b[K");
  }

  @Test
  void durationsReadLikeClocks() {
    assertThat(Lines.duration(7.4)).isEqualTo("0:07");
    assertThat(Lines.duration(750)).isEqualTo("12:30");
    assertThat(Lines.duration(11_100)).isEqualTo("3:05:00");
  }
}
