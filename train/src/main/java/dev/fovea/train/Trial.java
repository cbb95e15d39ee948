// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.train.state.Position;
import java.util.List;

/** A job opened to try something out: it takes steps, tells nobody, and leaves nothing behind. */
final class Trial implements AutoCloseable {
  private final Job job;
  private final Loaders loaders;
  private final Session session;
  private final StepProgram program;
  private final Descent descent;
  private final Cadence cadence;
  private final int steps;
  private Position position = Position.START;
  private long skipped;
  private Epoch epoch;

  /** Compiles the job and gives the network its first weights. */
  Trial(Job wanted) {
    job = wanted.limited();
    MemoryFit.check(job);
    loaders = new Loaders(job);
    steps = loaders.batches();
    session = job.compute().backend().open(job.compute().options());
    try {
      cadence = new Cadence(job.recipe().accumulate(), steps);
      StepGraphs graphs = new StepGraphs(job.network(), job.recipe(), job.fullBatch(), cadence);
      program = new StepProgram(session, job.recipe(), graphs);
      JobFits.check(job, program.forward(), List.of(loaders.train(), loaders.test()));
      descent = new Descent(program, job.recipe(), cadence);
      program.writeInitial(job.pretrained());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Compiles the step of the last batch of an epoch as well, where that one is smaller. */
  void compileRest() {
    long rest = job.data().train().size() - (steps - 1L) * job.fullBatch();
    if (rest < job.fullBatch()) {
      program.at((int) rest, false);
    }
  }

  /** Takes the next step, of the next epoch when one is over. */
  Descent.Outcome step(double lr) {
    if (position.step() == steps) {
      closeEpoch();
      position = position.nextEpoch();
    }
    if (epoch == null) {
      epoch = loaders.train(position.epoch()).epoch(position.epoch(), position.step());
    }
    try (Batch batch = epoch.next()) {
      Descent.Outcome outcome = descent.take(batch, lr, position, skipped);
      skipped += outcome.dropped() ? 1 : 0;
      position = position.nextStep();
      return outcome;
    }
  }

  /**
   * Takes steps up to the next update of the weights: one, or those of a group.
   *
   * @return their mean loss, over images
   */
  double update(double lr) {
    double sum = 0;
    long images = 0;
    boolean over = false;
    while (!over) {
      Descent.Outcome step = step(lr);
      sum += step.loss() * step.images();
      images += step.images();
      over = cadence.ends(position.step() - 1);
    }
    return sum / images;
  }

  /** Steps of an epoch. */
  int steps() {
    return steps;
  }

  StepProgram program() {
    return program;
  }

  Session session() {
    return session;
  }

  /** Of the training set, for a pass of its own; the next step opens its epoch again. */
  Loader train() {
    closeEpoch();
    return loaders.train();
  }

  private void closeEpoch() {
    if (epoch != null) {
      epoch.close();
      epoch = null;
    }
  }

  Loader test() {
    return loaders.test();
  }

  @Override
  public void close() {
    closeEpoch();
    session.close();
    loaders.close();
  }
}
