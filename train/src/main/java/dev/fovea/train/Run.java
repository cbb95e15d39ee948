// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

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
import java.util.ArrayList;
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

  private final Job job;
  private final Recipe recipe;
  private final Session session;
  private final Loaders loaders;
  private final Consumer<TrainEvent> publish;
  private final BooleanSupplier stopping;
  private final StepProgram program;
  private final Cadence cadence;
  private final Descent descent;
  private final Evaluator evaluator;
  private final long start = System.nanoTime();

  private Position position = Position.START;
  private Running running = Running.ZERO;
  private final List<EpochResult> history = new ArrayList<>();
  private double secondsBefore;
  private long lastCheckpoint = start;
  private double lr;
  private int halvings;
  private Skips skips = Skips.NONE;
  private boolean saved;
  private String ended = "";
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
    int full = Math.min(recipe.batch(), job.data().train().size());
    recipe.targets().checkFits(job.data().train().labels().size(), job.data().train().name());
    this.cadence = new Cadence(recipe.accumulate(), loaders.batches());
    StepGraphs graphs = new StepGraphs(job.network(), recipe, full, cadence);
    this.program = new StepProgram(session, recipe, graphs);
    this.descent = new Descent(program, recipe, cadence);
    this.evaluator = new Evaluator(session, job.network(), recipe.lossKind());
    JobFits.check(job, program.forward(), List.of(loaders.train(), loaders.test()));
  }

  /** Runs to the end, or until told to stop. */
  Progress from(Optional<Checkpoint> checkpoint) {
    checkpoint.ifPresentOrElse(this::restore, program::writeInitial);
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
    Progress p = checkpoint.progress();
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
        p.recipe().equals(recipe),
        "the checkpoint was trained with %s, which differs from %s; resume without new options",
        p.recipe(),
        recipe);
    program.write(checkpoint.weights(), checkpoint.slots());
    descent.resumed();
    saved = true;
    position = p.position();
    running = p.running();
    history.addAll(p.history());
    secondsBefore = p.seconds();
    halvings = p.halvings();
    skips = p.skips();
    ended = p.ended();
  }

  private void keepEpochStart() {
    if (recipe.stopping().onNan() == Stopping.OnNan.ROLLBACK) {
      epochStart = Optional.of(capture());
    }
  }

  private void rollBack(DivergedException cause) {
    if (epochStart.isEmpty() || halvings == MOST_HALVINGS) {
      throw cause;
    }
    Checkpoint start = epochStart.get();
    program.write(start.weights(), start.slots());
    descent.resumed();
    position = start.progress().position();
    running = start.progress().running();
    history.clear();
    history.addAll(start.progress().history());
    skips = start.progress().skips();
    halvings++;
    publish.accept(new TrainEvent.RolledBack(cause, progress()));
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  private boolean isTimeUp() {
    double minutes = recipe.stopping().minutes();
    return minutes > 0 && seconds() >= 60 * minutes;
  }

  private double lrAt(Position at) {
    List<Double> losses = history.stream().map(EpochResult::testLoss).toList();
    Schedule.Moment moment =
        new Schedule.Moment(cadence.update(at), cadence.updates(), recipe.epochs(), losses);
    return recipe.lr() * recipe.schedule().factor(moment) / (1 << halvings);
  }

  /** The rest of the epoch's steps; false when told to stop. */
  private boolean steps() {
    Loader train = loaders.train(position.epoch());
    long begin = System.nanoTime() - running.nanos();
    long waitBefore = train.dataWaitNanos() - running.waitNanos();
    try (Epoch batches = train.epoch(position.epoch(), position.step())) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          step(batch, begin, train.dataWaitNanos() - waitBefore);
        }
        publish.accept(
            new TrainEvent.StepEnded(
                position.epoch() + 1, position.step(), loaders.batches(), running, lr));
        if (stopping.getAsBoolean()) {
          checkpoint(Reason.STOP_REQUESTED, false);
          return false;
        }
        if (isTimeUp()) {
          ended = "time";
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
    return every > 0 && position.steps() % every == 0
        || System.nanoTime() - lastCheckpoint >= job.checkpointEvery().toNanos();
  }

  private void step(Batch batch, long begin, long waitNanos) {
    lr = lrAt(position);
    Descent.Outcome step = descent.take(batch, lr, position);
    position = position.nextStep();
    if (step.counts()) {
      running =
          new Running(
              running.lossSum() + step.loss() * batch.size(),
              running.correct() + step.correct(),
              running.images() + batch.size(),
              running.stepNanos() + step.nanos(),
              waitNanos,
              System.nanoTime() - begin);
    } else if (recipe.stopping().onNan() != Stopping.OnNan.SKIP) {
      throw diverged("loss is " + step.loss());
    }
    if (step.dropped()) {
      skip();
    } else if (cadence.ends(position.step() - 1)) {
      skips = skips.over();
    }
  }

  private void skip() {
    skips = skips.oneMore();
    if (skips.inRow() == MOST_SKIPS) {
      throw diverged("%d updates in a row had to be skipped, the last".formatted(MOST_SKIPS));
    }
    warn(Kind.SKIPPED, Warnings.skipped(position, skips));
  }

  private void warn(Kind kind, String message) {
    publish.accept(new TrainEvent.Warned(kind, message));
  }

  /** The end of an epoch; false when told to stop before it was reached. */
  private boolean evaluation() {
    long begin = System.nanoTime();
    Optional<Score> score = measure();
    if (score.isEmpty()) {
      checkpoint(Reason.STOP_REQUESTED, false);
      return false;
    }
    if (!Double.isFinite(score.get().loss())) {
      throw diverged("test loss is " + score.get().loss());
    }
    if (running.images() == 0) {
      throw diverged("every update of the epoch had to be skipped, the last");
    }
    double seconds = (running.nanos() + System.nanoTime() - begin) / 1e9;
    EpochResult result =
        new EpochResult(
            position.epoch() + 1, running, score.get(), lrAt(position.step(-1)), seconds);
    history.add(result);
    position = position.nextEpoch();
    running = Running.ZERO;
    ended = ended.isEmpty() ? reasonToEnd(result) : ended;
    publish.accept(new TrainEvent.EpochEnded(result, progress()));
    if (history.size() == 1) {
      Warnings.stuck(result, recipe, program.classes()).ifPresent(w -> warn(Kind.STUCK, w));
    }
    checkpoint(Reason.EPOCH_ENDED, progress().best().orElseThrow().equals(result));
    return true;
  }

  /** Loss and accuracy of the weights to use. */
  private Optional<Score> measure() {
    if (!program.isAveraging()) {
      return evaluator.evaluate(loaders.test(), stopping);
    }
    Weights own = program.weights();
    session.write(program.averaged());
    try {
      return evaluator.evaluate(loaders.test(), stopping);
    } finally {
      session.write(own);
    }
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
    return stale ? "patience" : isTimeUp() ? "time" : "";
  }

  private Progress progress() {
    return new Progress(
        job.model(),
        job.data().train().name(),
        job.data().train().size(),
        recipe,
        position,
        running,
        history,
        seconds(),
        halvings,
        skips,
        ended);
  }

  private TrainEvent.Setting setting() {
    return new TrainEvent.Setting(
        job.data().train().labels(),
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
    publish.accept(new TrainEvent.CheckpointDue(reason, best, this::weights, this::capture));
    lastCheckpoint = System.nanoTime();
    saved = true;
  }

  private Checkpoint capture() {
    return new Checkpoint(progress(), finite(program.weights()), program.slots());
  }

  private Weights weights() {
    return finite(program.isAveraging() ? program.averaged() : program.weights());
  }

  private Weights finite(Weights weights) {
    for (var entry : weights.tensors().entrySet()) {
      if (!Finite.all(entry.getValue())) {
        throw diverged(entry.getKey() + " holds a value that is not finite");
      }
    }
    return weights;
  }

  private DivergedException diverged(String what) {
    boolean ended = position.step() == 0 && position.epoch() > 0;
    return new DivergedException(
        what,
        ended ? position.epoch() : position.epoch() + 1,
        ended ? loaders.batches() : position.step(),
        recipe.lr() / (1 << halvings),
        saved);
  }
}
