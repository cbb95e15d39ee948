// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How gradients change weights.
 *
 * @param rule the optimiser
 * @param momentum of sgd, rmsprop and lars
 * @param nesterov for sgd with momentum
 * @param beta1 of adam and adamw
 * @param beta2 of adam and adamw; for rmsprop its alpha; see {@link Rule#usualBeta2}
 * @param epsilon of adam, adamw and rmsprop
 * @param trust of lars
 * @param weightDecay of weights, not of bias and normalisations
 * @param clipNorm largest norm of all gradients; 0 for no bound
 * @param clipValue largest gradient; 0 for no bound
 */
public record Update(
    Rule rule,
    double momentum,
    boolean nesterov,
    double beta1,
    double beta2,
    double epsilon,
    double trust,
    double weightDecay,
    double clipNorm,
    double clipValue) {
  public static final Update SGD = new Update(Rule.SGD, 0, false, 0.9, 0.999, 1e-8, 1e-3, 0, 0, 0);

  /** The optimisers. */
  public enum Rule {
    SGD,
    ADAM,
    ADAMW,
    RMSPROP,
    LARS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The beta2 of adam, or for rmsprop its alpha, unless one is given; as PyTorch has them. */
    public double usualBeta2() {
      return this == RMSPROP ? 0.99 : 0.999;
    }

    /** The names users write. */
    public static List<String> names() {
      return Arrays.stream(values()).map(Rule::toString).toList();
    }
  }

  public Update {
    check(rule != null, "optimizer must be given");
    check(momentum >= 0 && momentum < 1, "momentum must be from 0 to below 1, was %s", momentum);
    check(beta1 >= 0 && beta1 < 1, "beta1 must be from 0 to below 1, was %s", beta1);
    check(beta2 >= 0 && beta2 < 1, "beta2 must be from 0 to below 1, was %s", beta2);
    check(epsilon > 0 && epsilon <= 1, "epsilon must be above 0 and up to 1, was %s", epsilon);
    check(trust > 0 && trust <= 1, "trust must be above 0 and up to 1, was %s", trust);
    check(
        weightDecay >= 0 && weightDecay <= 1,
        "weightDecay must be from 0 to 1, was %s",
        weightDecay);
    check(clipNorm >= 0 && clipNorm < 1e30, "clipNorm must be 0 or more, was %s", clipNorm);
    check(clipValue >= 0 && clipValue < 1e30, "clipValue must be 0 or more, was %s", clipValue);
    check(
        momentum == 0 || (rule != Rule.ADAM && rule != Rule.ADAMW),
        "optimizer %s has beta1 in place of momentum; drop momentum",
        rule);
    check(
        !nesterov || (rule == Rule.SGD && momentum > 0),
        "nesterov needs optimizer sgd with momentum above 0, not %s with %s",
        rule,
        momentum);
  }

  public Update momentum(double other) {
    return new Update(
        rule, other, nesterov, beta1, beta2, epsilon, trust, weightDecay, clipNorm, clipValue);
  }

  Optimizer optimizer() {
    Optimizer plain =
        switch (rule) {
          case SGD -> new Sgd(momentum, nesterov, weightDecay);
          case ADAM -> new Adam(beta1, beta2, epsilon, weightDecay, false);
          case ADAMW -> new Adam(beta1, beta2, epsilon, weightDecay, true);
          case RMSPROP -> new RmsProp(beta2, epsilon, momentum, weightDecay);
          case LARS -> new Lars(trust, momentum, weightDecay);
        };
    return clipNorm == 0 && clipValue == 0 ? plain : new Clipped(plain, clipNorm, clipValue);
  }

  Grouping grouping(List<String> freeze) {
    return new Grouping(weightDecay > 0, rule == Rule.LARS, freeze);
  }
}
