// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Which weights are measured, saved as best and last, and predicted with: those of the last step,
 * or an average of many.
 *
 * @param kind which
 * @param decay of the exponential average, a step
 * @param start share of the run after which the plain average begins
 */
public record Average(Kind kind, double decay, double start) {
  public static final Average NONE = new Average(Kind.NONE, 0.999, 0.75);

  /** The averages. */
  public enum Kind {
    /** The weights of the last step. */
    NONE,
    /** Exponential moving average over steps. */
    EMA,
    /** Stochastic weight averaging: the mean of the weights at the ends of epochs. */
    SWA
  }

  public Average {
    check(kind != null, "average must be given");
    check(decay >= 0 && decay < 1, "averageDecay must be from 0 to below 1, was %s", decay);
    check(start >= 0 && start < 1, "averageStart must be from 0 to below 1, was %s", start);
  }

  /**
   * The share of the newest weights in the average, after the step {@code step}. An exponential
   * average is kept by {@code min(decay, t / (t + 10))}, so that it holds the first weights at the
   * start and nothing of zero.
   *
   * @param count of the updates before; those left out have moved no weights, but the ends of
   *     epochs are where they are
   * @param steps updates of the whole run
   */
  double share(Optimizer.Count count, long stepsPerEpoch, long steps) {
    if (kind == Kind.EMA) {
      return 1 - Math.min(decay, count.taken() / (count.taken() + 10.0));
    }
    long done = count.due() + 1;
    long firstEpoch = firstEpoch(stepsPerEpoch, steps);
    // Before the first epoch that counts is over, the average follows, to be measurable.
    if (done < firstEpoch * stepsPerEpoch) {
      return 1;
    }
    return done % stepsPerEpoch == 0 ? 1.0 / (done / stepsPerEpoch - firstEpoch + 1) : 0;
  }

  /** From 1; past the last one when none counts. */
  private long firstEpoch(long stepsPerEpoch, long steps) {
    return (Rounding.ceil(start * steps) + stepsPerEpoch) / stepsPerEpoch;
  }

  /** Of how many ends of epochs the plain average is the mean after so many epochs; else 0. */
  public long ends(long epochs, long stepsPerEpoch, long steps) {
    return kind == Kind.SWA ? Math.max(0, epochs - firstEpoch(stepsPerEpoch, steps) + 1) : 0;
  }
}
