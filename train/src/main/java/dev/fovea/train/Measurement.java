// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.ir.Weights;
import dev.fovea.train.metric.Score;
import dev.fovea.train.state.Position;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Loss and accuracy of the weights to use: the recipe's average of them, if it keeps one. */
final class Measurement {
  private final Session session;
  private final StepProgram program;
  private final Loaders loaders;
  private final Evaluator evaluator;
  private final Statistics statistics;

  Measurement(Job job, Session session, StepProgram program, Loaders loaders) {
    this.session = session;
    this.program = program;
    this.loaders = loaders;
    this.evaluator = new Evaluator(session, job.network(), job.recipe().lossKind());
    this.statistics = new Statistics(session, program.forward(), job.recipe());
  }

  /**
   * Measures at the end of an epoch.
   *
   * @param end behind the epoch's last step
   * @param updates that were taken before it
   * @return empty when it was stopped
   */
  Optional<Score> measure(Position end, long updates, BooleanSupplier stopped) {
    if (!program.isAveraging()) {
      return evaluator.evaluate(loaders.test(), stopped);
    }
    Weights own = program.weights();
    session.write(program.averaged(updates));
    try {
      return renew(end, stopped) ? evaluator.evaluate(loaders.test(), stopped) : Optional.empty();
    } finally {
      session.write(own);
    }
  }

  /**
   * Gives a mean of several epochs' weights statistics of its own. They are kept where the average
   * is, which stays as it is up to the next end of an epoch, so files and checkpoints have them.
   */
  private boolean renew(Position end, BooleanSupplier stopped) {
    boolean whole = end.step() == loaders.batches();
    if (!whole || statistics.isEmpty() || program.ends(end.epoch() + 1) < 2) {
      return true;
    }
    Optional<Weights> fresh = statistics.of(loaders.train(), stopped);
    fresh.ifPresent(program::writeAveraged);
    fresh.ifPresent(session::write);
    return fresh.isPresent();
  }
}
