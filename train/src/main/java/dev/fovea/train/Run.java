// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Weights;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.event.TrainEvent.Warned.Kind;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Running;
import dev.fovea.train.state.Skips;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run of a job in an open session: where it stands, and the loop that moves it on. */
final class Run {
  /** A run that diverges at 1/256 of its lr has another reason to. */
  private static final int MOST_HALVINGS = 8;

  /** So does one that finds no good batch among so many. */
  private static final int MOST_SKIPS = 10;

  private static final String HELD = " holds a value that is not finite";

  private final Job job;
  private final Recipe recipe;
  private final Session session;
  private final Loaders loaders;
  private final Consumer<TrainEvent> publish;
  private final BooleanSupplier stopping;
  private final StepProgram program;
  private final Cadence cadence;
  private final Descent descent;
  private final Measurement measurement;
  private final Standing standing;

  private long lastCheckpoint = System.nanoTime();
  private double lr;
  private boolean saved;
  private Optional<Checkpoint> epochStart = Optional.empty();

  Run(
      Job job,
      Session session,
      Loaders loaders,
      Consumer<TrainEvent> publish,
      BooleanSupplier stopping) {
    this.job = job;
    this.recipe = job.recipe();
    this.session = session;
    this.loaders = loaders;
    this.publish = publish;
    this.stopping = stopping;
    this.standing = new Standing(job);
    this.cadence = new Cadence(recipe.accumulate(), loaders.batches());
    StepGraphs graphs = new StepGraphs(job.network(), recipe, job.fullBatch(), cadence);
    this.program = new StepProgram(session, recipe, graphs);
    this.descent = new Descent(program, recipe, cadence);
    this.measurement = new Measurement(job, session, program, loaders);
    JobFits.check(job, program.forward(), List.of(loaders.train(), loaders.test()));
  }

  /** Runs to the end, or until told to stop. */
  Progress from(Optional<Checkpoint> checkpoint) {
    checkpoint.ifPresentOrElse(this::restore, () -> program.writeInitial(job.pretrained()));
    publish.accept(new TrainEvent.RunStarted(progress(), setting(), loaders.batches()));
    boolean going = true;
    while (going && !progress().over()) {
      try {
        keepEpochStart();
        going = steps() && evaluation() && !stopping.getAsBoolean();
      } catch (DivergedException e) {
        rollBack(e);
      }
    }
    Progress end = progress();
    publish.accept(new TrainEvent.RunEnded(end));
    return end;
  }

  private void restore(Checkpoint checkpoint) {
    standing.checkFits(checkpoint.progress());
    standing.resume(checkpoint.progress());
    write(checkpoint);
    saved = true;
    epochStart = checkpoint.epochStart();
  }

  private void keepEpochStart() {
    boolean known = standing.position().step() > 0 && epochStart.isPresent();
    if (recipe.stopping().onNan() == Stopping.OnNan.ROLLBACK && !known) {
      epochStart = Optional.of(capture());
    }
  }

  private void rollBack(DivergedException cause) {
    if (epochStart.isEmpty() || standing.halvings() == MOST_HALVINGS) {
      throw cause;
    }
    Checkpoint start = epochStart.get();
    standing.rollBack(start.progress());
    write(start);
    publish.accept(new TrainEvent.RolledBack(cause, progress()));
    checkpoint(Reason.ROLLED_BACK, false);
  }

  /** Gives the session the tensors that belong to where the run stands. */
  private void write(Checkpoint checkpoint) {
    program.write(checkpoint.weights(), checkpoint.slots());
    descent.resume(standing.position(), loaders.train(standing.position().epoch()));
  }

  private double lrAt(Position at) {
    List<Double> losses = standing.history().stream().map(EpochResult::testLoss).toList();
    Schedule.Moment moment =
        new Schedule.Moment(cadence.update(at), cadence.updates(), recipe.epochs(), losses);
    return recipe.lr() * recipe.schedule().factor(moment) / (1 << standing.halvings());
  }

  /** Of the last step taken; before the first one, of that. */
  private double lastLr() {
    Position position = standing.position();
    return position.step() > 0
        ? lrAt(position.step(-1))
        : progress().last().map(EpochResult::lr).orElseGet(() -> lrAt(position));
  }

  /** The rest of the epoch's steps, or of those that there is time for; false when told to stop. */
  private boolean steps() {
    Position position = standing.position();
    if (position.step() > 0 && standing.isTimeUp()) {
      return true;
    }
    Loader train = loaders.train(position.epoch());
    long begin = System.nanoTime() - standing.running().nanos();
    long waitBefore = train.dataWaitNanos() - standing.running().waitNanos();
    try (Epoch batches = train.epoch(position.epoch(), position.step())) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          step(batch, begin, train.dataWaitNanos() - waitBefore);
        }
        publish.accept(
            new TrainEvent.StepEnded(
                position.epoch() + 1,
                standing.position().step(),
                loaders.batches(),
                standing.running(),
                lr));
        if (stopping.getAsBoolean()) {
          checkpoint(Reason.STOP_REQUESTED, false);
          return false;
        }
        if (standing.isTimeUp()) {
          break;
        }
        if (isCheckpointDue()) {
          checkpoint(Reason.TIME_PASSED, false);
        }
      }
    }
    return true;
  }

  private boolean isCheckpointDue() {
    int every = recipe.saving().steps();
    return every > 0 && standing.position().steps() % every == 0
        || System.nanoTime() - lastCheckpoint >= job.checkpointEvery().toNanos();
  }

  private void step(Batch batch, long begin, long waitNanos) {
    Position position = standing.position();
    lr = lrAt(position);
    Descent.Outcome step = descent.take(batch, lr, position, standing.skips().all());
    Running running = standing.running();
    if (step.counts()) {
      running =
          new Running(
              running.lossSum() + step.loss() * batch.size(),
              running.correct() + step.correct(),
              running.images() + batch.size(),
              running.stepNanos() + step.nanos(),
              waitNanos,
              System.nanoTime() - begin);
    }
    standing.step(running);
    if (!step.counts() && recipe.stopping().onNan() != Stopping.OnNan.SKIP) {
      throw diverged("loss is " + step.loss());
    }
    if (step.dropped()) {
      skip();
    } else if (cadence.ends(position.step())) {
      standing.skips(standing.skips().over());
    }
  }

  private void skip() {
    Skips skips = standing.skips().oneMore();
    standing.skips(skips);
    if (skips.inRow() == MOST_SKIPS) {
      throw diverged("%d updates in a row had to be skipped, the last".formatted(MOST_SKIPS));
    }
    warn(Kind.SKIPPED, Warnings.skipped(standing.position(), skips));
  }

  private void warn(Kind kind, String message) {
    publish.accept(new TrainEvent.Warned(kind, message));
  }

  /** The end of an epoch; false when told to stop before it was reached. */
  private boolean evaluation() {
    long begin = System.nanoTime();
    Optional<Score> score = measurement.measure(standing.position(), updates(), stopping);
    if (score.isEmpty()) {
      checkpoint(Reason.STOP_REQUESTED, false);
      return false;
    }
    if (!Double.isFinite(score.get().loss())) {
      throw diverged(job.data().judge() + " loss is " + score.get().loss());
    }
    Position position = standing.position();
    Running running = standing.running();
    if (running.images() == 0) {
      throw diverged("every update of the epoch had to be skipped, the last");
    }
    // Before anyone hears of the epoch: a run that goes back has not ended it.
    program
        .notFinite()
        .ifPresent(
            path -> {
              throw diverged(path + HELD);
            });
    double seconds = (running.nanos() + System.nanoTime() - begin) / 1e9;
    EpochResult result =
        new EpochResult(
            position.epoch() + 1, running, score.get(), lrAt(position.step(-1)), seconds);
    standing.epoch(result);
    // Not before the result is there: a run that is over has to have one.
    boolean whole = position.step() == loaders.batches();
    standing.end(whole ? reasonToEnd(result) : "time");
    publish.accept(new TrainEvent.EpochEnded(result, progress()));
    if (result.epoch() == 1) {
      Warnings.stuck(result, recipe, program.classes()).ifPresent(w -> warn(Kind.STUCK, w));
    }
    checkpoint(Reason.EPOCH_ENDED, progress().best().orElseThrow().equals(result));
    return true;
  }

  /** Why a run is over after this epoch; empty while it is not. */
  private String reasonToEnd(EpochResult result) {
    Stopping stop = recipe.stopping();
    if (stop.accuracy() > 0 && result.testAccuracy() >= stop.accuracy()) {
      return "accuracy";
    }
    if (stop.loss() > 0 && result.testLoss() <= stop.loss()) {
      return "loss";
    }
    boolean stale = stop.patience() > 0 && progress().epochsWithoutGain() >= stop.patience();
    return stale ? "patience" : standing.isTimeUp() ? "time" : "";
  }

  private Progress progress() {
    return standing.progress();
  }

  private TrainEvent.Setting setting() {
    return new TrainEvent.Setting(
        job.data().train().labels(),
        job.data().judge(),
        job.data().test().size(),
        program.trained(),
        job.compute().backend().name(),
        job.compute().options().precision().toString(),
        job.compute().options().threads(),
        job.compute().loaderThreads(),
        session.stateBytes(),
        program.full().executable().footprint().arena());
  }

  private void checkpoint(Reason reason, boolean best) {
    publish.accept(new TrainEvent.CheckpointDue(reason, best, this::weights, this::snapshot));
    lastCheckpoint = System.nanoTime();
    saved = true;
  }

  private Checkpoint snapshot() {
    Checkpoint now = capture();
    return standing.position().step() == 0 ? now : epochStart.map(now::with).orElse(now);
  }

  private Checkpoint capture() {
    return new Checkpoint(progress(), finite(program.weights()), program.slots());
  }

  private Weights weights() {
    return finite(program.isAveraging() ? program.averaged(updates()) : program.weights());
  }

  /** How many were taken. */
  private long updates() {
    return cadence.over(standing.position()) - standing.skips().all();
  }

  private Weights finite(Weights weights) {
    for (var entry : weights.tensors().entrySet()) {
      if (!Finite.all(entry.getValue())) {
        throw diverged(entry.getKey() + HELD);
      }
    }
    return weights;
  }

  private DivergedException diverged(String what) {
    Position position = standing.position();
    boolean ended = position.step() == 0 && position.epoch() > 0;
    return new DivergedException(
        what,
        ended ? position.epoch() : position.epoch() + 1,
        ended ? loaders.batches() : position.step(),
        lastLr(),
        saved);
  }
}
