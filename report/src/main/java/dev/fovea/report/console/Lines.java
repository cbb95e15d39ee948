// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.console;

import dev.fovea.report.console.ConsoleProgress.Screen;
import dev.fovea.train.event.TrainEvent.RolledBack;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The texts of the console. */
final class Lines {
  private static final int BAR = 20;

  private Lines() {}

  static List<String> start(RunStarted started) {
    Progress p = started.progress();
    Setting s = started.setting();
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%s on %s: %d parameters, %d images in %d steps an epoch, %s",
            p.model(),
            p.dataset(),
            s.parameters(),
            p.trainImages(),
            started.stepsPerEpoch(),
            device(s)));
    if (p.position().steps() > 0) {
      lines.add(
          p.over()
              ? "the run is complete already"
              : format(
                  "going on at epoch %d, step %d",
                  p.position().epoch() + 1, p.position().step() + 1));
    }
    return lines;
  }

  static String live(StepEnded step, int epochs, double secondsLeft, Screen screen) {
    int full = BAR * step.step() / step.stepsPerEpoch();
    String bar =
        (screen.unicode() ? "━" : "#").repeat(full)
            + (screen.unicode() ? "┄" : "-").repeat(BAR - full);
    return format(
        "epoch %s %s %3d%%  loss %.3f  acc %.3f  %.0f images/s  data wait %.1f%%  %s left",
        of(step.epoch(), epochs),
        bar,
        100 * step.step() / step.stepsPerEpoch(),
        step.running().loss(),
        step.running().accuracy(),
        step.running().imagesPerSecond(),
        100 * step.running().dataWaitShare(),
        duration(secondsLeft));
  }

  static String epoch(EpochResult e, int epochs, String watched) {
    return format(
        "epoch %s  loss %.3f  train acc %.3f  %s acc %.3f  %.0f images/s  data wait %.1f%%"
            + "  %.1f s",
        of(e.epoch(), epochs),
        e.trainLoss(),
        e.trainAccuracy(),
        watched,
        e.testAccuracy(),
        e.imagesPerSecond(),
        100 * e.dataWaitShare(),
        e.seconds());
  }

  static List<String> summary(Progress p, Setting s) {
    EpochResult last = p.last().orElseThrow();
    List<String> lines = new ArrayList<>(early(p));
    lines.add(
        format(
            "loss %.3f, train acc %.3f, %s acc %.3f",
            last.trainLoss(), last.trainAccuracy(), s.watched(), last.testAccuracy()));
    lines.add(format("%.1f images/s on %s", p.imagesPerSecond(), device(s)));
    return lines;
  }

  static String rolledBack(RolledBack back) {
    return format(
        "%s; going on from epoch %d, step %d with 1/%d of the lr",
        String.valueOf(back.cause().getMessage()).split(":")[0],
        back.progress().position().epoch() + 1,
        back.progress().position().step() + 1,
        1 << back.progress().halvings());
  }

  /** Why a run was over before its last epoch; empty when it was not. */
  static List<String> early(Progress p) {
    return p.ended().isEmpty()
        ? List.of()
        : List.of(
            format("over after %d of %d epochs: ", p.history().size(), p.recipe().epochs())
                + switch (p.ended()) {
                  case "accuracy" -> "the target accuracy is reached";
                  case "loss" -> "the target loss is reached";
                  case "time" -> "the time is up";
                  default -> format("no gain for %d epochs", p.epochsWithoutGain());
                });
  }

  static String stopped(Progress p) {
    return format(
        "stopped before epoch %d, step %d", p.position().epoch() + 1, p.position().step() + 1);
  }

  private static String device(Setting s) {
    return format(
        "%s %s with %d thread%s",
        s.backend(), s.precision(), s.threads(), s.threads() == 1 ? "" : "s");
  }

  private static String of(int epoch, int epochs) {
    int width = String.valueOf(epochs).length();
    return format("%" + width + "d/%d", epoch, epochs);
  }

  /** Seconds as 0:07, 12:30 or 3:05:00. */
  static String duration(double seconds) {
    long s = Math.max(0, Math.round(seconds));
    return s < 3600
        ? format("%d:%02d", s / 60, s % 60)
        : format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  private static String format(String pattern, Object... args) {
    return String.format(Locale.ROOT, pattern, args);
  }
}
