// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The learning rate over time, as a multiple of the recipe's; a pure function of {@link Moment}, so
 * that a resumed run finds its place. With t steps taken of T, W of them warm-up, p = (t - W) / (T
 * - W) and e the epochs over:
 *
 * <ul>
 *   <li>constant: 1
 *   <li>step: gamma ^ floor(e / every)
 *   <li>multi-step: gamma ^ (how many of {@code at} are &le; e)
 *   <li>cosine: end + (1 - end) (1 + cos(pi p)) / 2
 *   <li>polynomial: end + (1 - end) (1 - p) ^ power
 *   <li>one-cycle: by cosine from 1/25 up to 1 at p = rise, then by cosine down to end
 *   <li>triangle: the same in straight lines, from and to end
 *   <li>plateau: gamma ^ (how often the test loss had not fallen by 0.01 % for more than {@code
 *       patience} epochs)
 * </ul>
 *
 * Before that, for W steps, the warm-up: (t + 1) / W.
 *
 * <p>p is 1 behind the last step only, so no step has the multiple {@code end} itself; the last one
 * is one step before it. One-cycle's 1 likewise is of a step only if one has p = rise to the bit,
 * else the nearest steps are a little below.
 *
 * @param warmup epochs of warm-up; may be a fraction
 * @param end multiple behind the last step
 */
public record Schedule(
    Kind kind,
    double warmup,
    double end,
    double gamma,
    double every,
    List<Double> at,
    double rise,
    double power,
    int patience) {
  public static final Schedule CONSTANT =
      new Schedule(Kind.CONSTANT, 0, 0, 0.1, 1, List.of(), 0.3, 1, 2);

  private static final double FIRST_OF_ONE_CYCLE = 1 / 25.0;
  private static final double LEAST_FALL = 1e-4;

  /** The courses. */
  public enum Kind {
    CONSTANT,
    STEP,
    MULTI_STEP,
    COSINE,
    POLYNOMIAL,
    ONE_CYCLE,
    TRIANGLE,
    PLATEAU;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names users write. */
    public static List<String> names() {
      return Arrays.stream(values()).map(Kind::toString).toList();
    }
  }

  /**
   * A place in a run.
   *
   * @param step steps taken before, over all epochs
   * @param testLosses of the epochs that are over
   */
  public record Moment(long step, int stepsPerEpoch, int epochs, List<Double> testLosses) {
    long steps() {
      return (long) stepsPerEpoch * epochs;
    }
  }

  public Schedule {
    at = List.copyOf(at);
    check(kind != null, "schedule must be given");
    check(warmup >= 0 && warmup < 1e6, "warmup must be 0 or more epochs, was %s", warmup);
    check(
        warmup == 0 || (kind != Kind.ONE_CYCLE && kind != Kind.TRIANGLE),
        "schedule %s rises by itself; drop warmup",
        kind);
    check(end >= 0 && end <= 1, "lrEnd must be from 0 to 1, was %s", end);
    check(gamma > 0 && gamma <= 1, "lrGamma must be above 0 and up to 1, was %s", gamma);
    check(every > 0 && every < 1e6, "lrEvery must be a positive number of epochs, was %s", every);
    check(rise > 0 && rise < 1, "lrRise must be between 0 and 1, was %s", rise);
    check(power > 0 && power <= 100, "lrPower must be above 0 and up to 100, was %s", power);
    check(patience >= 0, "lrPatience must be 0 or more epochs, was %d", patience);
    check(kind != Kind.MULTI_STEP || !at.isEmpty(), "schedule multi-step needs lrAt, its epochs");
    for (int i = 0; i < at.size(); i++) {
      check(
          at.get(i) > (i == 0 ? 0 : at.get(i - 1)),
          "lrAt must be epochs in rising order, was %s",
          at);
    }
  }

  /** Of that kind, all else as it is by default. */
  public static Schedule of(Kind kind) {
    return CONSTANT.with(kind);
  }

  public Schedule with(Kind other) {
    return new Schedule(other, warmup, end, gamma, every, at, rise, power, patience);
  }

  /** The multiple at a moment. */
  public double factor(Moment m) {
    double warm = warmup * m.stepsPerEpoch;
    if (m.step + 1 < warm) {
      return (m.step + 1) / warm;
    }
    double p = Math.min(1, Math.max(0, (m.step - warm) / Math.max(1, m.steps() - warm)));
    double epochs = (double) m.step / m.stepsPerEpoch;
    return switch (kind) {
      case CONSTANT -> 1;
      case STEP -> Math.pow(gamma, Rounding.floor(epochs / every));
      case MULTI_STEP -> Math.pow(gamma, at.stream().filter(a -> a <= epochs).count());
      case COSINE -> between(1, end, p);
      case POLYNOMIAL -> end + (1 - end) * Math.pow(1 - p, power);
      case ONE_CYCLE ->
          p < rise
              ? between(FIRST_OF_ONE_CYCLE, 1, p / rise)
              : between(1, end, (p - rise) / (1 - rise));
      case TRIANGLE ->
          end + (1 - end) * (p < rise ? (p * m.steps() + 1) / (rise * m.steps() + 1) : fall(p));
      case PLATEAU -> Math.pow(gamma, falls(m.testLosses));
    };
  }

  private double fall(double p) {
    return (1 - p) / (1 - rise);
  }

  /** From a to b by half a cosine. */
  private static double between(double a, double b, double p) {
    return b + (a - b) * (1 + Math.cos(Math.PI * p)) / 2;
  }

  private int falls(List<Double> losses) {
    int falls = 0;
    int waiting = 0;
    double best = Double.POSITIVE_INFINITY;
    for (double loss : losses) {
      boolean better = loss < best * (1 - LEAST_FALL);
      best = better ? loss : best;
      waiting = better ? 0 : waiting + 1;
      if (waiting > patience) {
        falls++;
        waiting = 0;
      }
    }
    return falls;
  }
}
