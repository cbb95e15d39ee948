// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Running;
import dev.fovea.train.state.Skips;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where a run stands: all of it that is no tensor, while it changes. */
final class Standing {
  private final Job job;
  private final long start = System.nanoTime();
  private final List<EpochResult> history = new ArrayList<>();
  private Position position = Position.START;
  private Running running = Running.ZERO;
  private double secondsBefore;
  private int halvings;
  private Skips skips = Skips.NONE;
  private String ended = "";

  /** The beginning of a run. */
  Standing(Job job) {
    this.job = job;
  }

  Progress progress() {
    return new Progress(
        job.model(),
        job.data().train().name(),
        job.data().train().size(),
        job.recipe(),
        position,
        running,
        history,
        seconds(),
        halvings,
        skips,
        ended);
  }

  /** Throws when a checkpoint's progress is that of another job. */
  void checkFits(Progress p) {
    check(
        p.model().equals(job.model())
            && p.dataset().equals(job.data().train().name())
            && p.trainImages() == job.data().train().size(),
        "the checkpoint is of %s on %s (%d images), not of %s on %s (%d images)",
        p.model(),
        p.dataset(),
        p.trainImages(),
        job.model(),
        job.data().train().name(),
        job.data().train().size());
    check(
        p.recipe().equals(job.recipe()),
        "the checkpoint was trained with %s, which differs from %s; resume without new options",
        p.recipe(),
        job.recipe());
  }

  /** Goes on where a run was interrupted. */
  void resume(Progress from) {
    stand(from);
    secondsBefore = from.seconds();
    halvings = from.halvings();
  }

  /** Goes back in the same run, to go on by half the learning rate. */
  void rollBack(Progress to) {
    stand(to);
    halvings++;
  }

  private void stand(Progress at) {
    position = at.position();
    running = at.running();
    history.clear();
    history.addAll(at.history());
    skips = at.skips();
    ended = at.ended();
  }

  /** A step was taken; sums of the epoch with it in them. */
  void step(Running sums) {
    position = position.nextStep();
    running = sums;
  }

  /** An epoch is over and measured. */
  void epoch(EpochResult result) {
    history.add(result);
    position = position.nextEpoch();
    running = Running.ZERO;
  }

  void skips(Skips now) {
    skips = now;
  }

  /** The run is over before its last epoch, for a reason. */
  void end(String reason) {
    ended = reason;
  }

  Position position() {
    return position;
  }

  Running running() {
    return running;
  }

  Skips skips() {
    return skips;
  }

  int halvings() {
    return halvings;
  }

  /** A view, since each step asks for it. */
  List<EpochResult> history() {
    return Collections.unmodifiableList(history);
  }

  /** The run has taken, interruptions excluded. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  /** Whether the minutes that the recipe allows are over. */
  boolean isTimeUp() {
    double minutes = job.recipe().stopping().minutes();
    return minutes > 0 && seconds() >= 60 * minutes;
  }
}
