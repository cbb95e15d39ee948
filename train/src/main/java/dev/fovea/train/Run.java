// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.backend.Session;
import dev.fovea.data.ImageShape;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.op.Input;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run of a job in an open session: where it stands, and the loop that moves it on. */
final class Run {
  /** A run that diverges at 1/256 of its lr has another reason to. */
  private static final int MOST_HALVINGS = 8;

  private final Job job;
  private final Recipe recipe;
  private final Session session;
  private final Loader train;
  private final Loader test;
  private final Consumer<TrainEvent> publish;
  private final BooleanSupplier stopping;
  private final StepProgram program;
  private final Evaluator evaluator;
  private final long start = System.nanoTime();

  private Position position = Position.START;
  private Running running = Running.ZERO;
  private final List<EpochResult> history = new ArrayList<>();
  private double secondsBefore;
  private long lastCheckpoint = start;
  private double lr;
  private int halvings;
  private String ended = "";
  private Optional<Checkpoint> epochStart = Optional.empty();

  Run(
      Job job,
      Session session,
      Loader train,
      Loader test,
      Consumer<TrainEvent> publish,
      BooleanSupplier stopping) {
    this.job = job;
    this.recipe = job.recipe();
    this.session = session;
    this.train = train;
    this.test = test;
    this.publish = publish;
    this.stopping = stopping;
    int full = Math.min(recipe.batch(), job.data().train().size());
    recipe.targets().checkFits(job.data().train().labels().size(), job.data().train().name());
    this.program = new StepProgram(session, job.network(), recipe, full, train.batches());
    this.evaluator = new Evaluator(session, job.network(), recipe.lossKind());
    checkFits(program.forward());
  }

  private void checkFits(Graph model) {
    Shape input = ((Input) model.leaves(Input.class).get(0).op()).type().shape();
    for (Loader loader : List.of(train, test)) {
      ImageShape image = loader.shape();
      check(
          input.equals(Shape.of(input.dim(0), image.channels(), image.height(), image.width())),
          "%s takes images of %s but those of %s are %s",
          job.model(),
          input,
          job.data().train().name(),
          image);
    }
    int classes = model.output(Graph.LOGITS).type().dim(1);
    int labels = job.data().train().labels().size();
    check(
        classes == labels,
        "%s tells %d classes apart but %s has %d",
        job.model(),
        classes,
        job.data().train().name(),
        labels);
  }

  /** Runs to the end, or until told to stop. */
  Progress from(Optional<Checkpoint> checkpoint) {
    checkpoint.ifPresentOrElse(this::restore, program::writeInitial);
    publish.accept(new TrainEvent.RunStarted(progress(), setting(), train.batches()));
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
    position = p.position();
    running = p.running();
    history.addAll(p.history());
    secondsBefore = p.seconds();
    halvings = p.halvings();
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
    position = start.progress().position();
    running = start.progress().running();
    history.clear();
    history.addAll(start.progress().history());
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

  private double lrAt(long step) {
    List<Double> losses = history.stream().map(EpochResult::testLoss).toList();
    Schedule.Moment moment = new Schedule.Moment(step, train.batches(), recipe.epochs(), losses);
    return recipe.lr() * recipe.schedule().factor(moment) / (1 << halvings);
  }

  /** The rest of the epoch's steps; false when told to stop. */
  private boolean steps() {
    long begin = System.nanoTime() - running.nanos();
    long waitBefore = train.dataWaitNanos() - running.waitNanos();
    try (Epoch batches = train.epoch(position.epoch(), position.step())) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          step(batch, begin, train.dataWaitNanos() - waitBefore);
        }
        publish.accept(
            new TrainEvent.StepEnded(
                position.epoch() + 1, position.step(), train.batches(), running, lr));
        if (stopping.getAsBoolean()) {
          checkpoint(Reason.STOP_REQUESTED, false);
          return false;
        }
        if (isTimeUp()) {
          ended = "time";
          break;
        }
        if (System.nanoTime() - lastCheckpoint >= job.checkpointEvery().toNanos()) {
          checkpoint(Reason.TIME_PASSED, false);
        }
      }
    }
    return true;
  }

  private void step(Batch batch, long begin, long waitNanos) {
    // Compiling, when this size comes for the first time, does not count as part of the step.
    BoundStep step = program.at(batch.size());
    lr = lrAt(position.steps());
    long before = System.nanoTime();
    step.run(batch, program.scalars(lr, position.steps()), recipe.seed(), position.steps());
    long after = System.nanoTime();
    position = position.nextStep();
    if (!Double.isFinite(step.loss())) {
      throw diverged("loss is " + step.loss());
    }
    running =
        new Running(
            running.lossSum() + step.loss() * batch.size(),
            running.correct() + step.correct(),
            running.images() + batch.size(),
            running.stepNanos() + after - before,
            waitNanos,
            after - begin);
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
    double seconds = (running.nanos() + System.nanoTime() - begin) / 1e9;
    EpochResult result =
        new EpochResult(
            position.epoch() + 1, running, score.get(), lrAt(position.steps() - 1), seconds);
    double best = progress().best().map(EpochResult::testAccuracy).orElse(-1.0);
    history.add(result);
    position = position.nextEpoch();
    running = Running.ZERO;
    ended = ended.isEmpty() ? reasonToEnd(result) : ended;
    publish.accept(new TrainEvent.EpochEnded(result, progress()));
    checkpoint(Reason.EPOCH_ENDED, result.testAccuracy() > best);
    return true;
  }

  /** Loss and accuracy of the weights to use. */
  private Optional<Score> measure() {
    if (!program.isAveraging()) {
      return evaluator.evaluate(test, stopping);
    }
    Weights own = program.weights();
    session.write(program.averaged());
    try {
      return evaluator.evaluate(test, stopping);
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
  }

  private Checkpoint capture() {
    return new Checkpoint(progress(), finite(program.weights()), program.slots());
  }

  private Weights weights() {
    return finite(program.isAveraging() ? program.averaged() : program.weights());
  }

  private Weights finite(Weights weights) {
    for (var entry : weights.tensors().entrySet()) {
      if (!finite(entry.getValue())) {
        throw diverged(entry.getKey() + " holds a value that is not finite");
      }
    }
    return weights;
  }

  private static boolean finite(Tensor tensor) {
    // A sum over |x| would overflow; x - x is 0 for finite x and NaN else.
    float sum = 0;
    for (float x : tensor.floats()) {
      sum += x - x;
    }
    return sum == 0;
  }

  private DivergedException diverged(String what) {
    boolean ended = position.step() == 0 && position.epoch() > 0;
    return new DivergedException(
        what,
        ended ? position.epoch() : position.epoch() + 1,
        ended ? train.batches() : position.step(),
        recipe.lr() / (1 << halvings));
  }
}
