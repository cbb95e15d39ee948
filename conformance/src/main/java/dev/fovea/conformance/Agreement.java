// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.op.Parameter;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether a backend runs a whole network right: each result in f32 against the reference in double.
 * The measure of what may be off is the reference itself with every value rounded to f32, so a
 * layer that normalises few values, and makes much of little, is allowed what it needs and no other
 * is. Distances are of vectors, since an error of a kernel is one of many elements, and of the
 * worst element besides.
 *
 * <p>A bound that would let an error of one percent of a gradient pass is a failure of its own:
 * such a comparison says nothing, and the experiment has to be a better one.
 */
final class Agreement {
  private static final String GRADIENT = "gradient ";

  /** The share of a gradient that no bound may reach. An error of twice as much is then found. */
  static final double SHARP = 0.005;

  /**
   * How many times the reference's rounding error. It rounds once a node and adds up in double; a
   * kernel rounds at each of its additions. Measured: 4 to 17 wherever errors are above 3e-5.
   */
  private static final double SLACK = 25;

  /** Share of a result that may be off where the reference happens to round next to nothing. */
  private static final double LEAST = 1e-4;

  /** The same, of the largest gradient, for gradients that are zero on paper: noise in f32. */
  private static final double NOISE = 3e-5;

  /** Share of the largest gradient below which one computed in double is zero on paper. */
  private static final double ZERO = 1e-9;

  private final Experiment experiment;
  private final Map<String, double[]> right;
  private final Map<String, double[]> rounded;
  private final double most;

  private Agreement(Experiment experiment) {
    this.experiment = experiment;
    right = vectors(experiment.expected());
    rounded = vectors(experiment.results(new ReferenceBackend(), Precision.F32));
    most =
        right.keySet().stream()
            .filter(Agreement::isGradient)
            .mapToDouble(name -> Norm.ROOT_MEAN_SQUARE.of(right.get(name)))
            .max()
            .orElse(0);
  }

  /** Two ways to measure a vector. */
  private enum Norm {
    ROOT_MEAN_SQUARE,
    LARGEST;

    double of(double[] v) {
      return this == LARGEST
          ? Bounds.greatest(v)
          : Math.sqrt(Arrays.stream(v).map(x -> x * x).average().orElse(0));
    }
  }

  /** Runs the reference, in double and rounded. */
  static Agreement with(Experiment experiment) {
    return new Agreement(experiment);
  }

  /** Fails unless the backend's results are right, each within a sharp bound. */
  void check(Backend backend) {
    Map<String, double[]> actual = vectors(experiment.results(backend, Precision.F32));
    assertThat(actual.keySet()).isEqualTo(right.keySet());
    for (String name : right.keySet()) {
      for (Norm norm : Norm.values()) {
        double bound = bound(name, norm);
        double scale = norm.of(right.get(name));
        assertThat(norm.of(difference(actual.get(name), right.get(name))))
            .as("%s error of %s of %s, %.3g in all", norm, name, experiment.graph().name(), scale)
            .isLessThanOrEqualTo(bound);
        if (isGradient(name) && !isZero(name)) {
          assertThat(bound / scale)
              .as("share of %s of %s that may be wrong", name, experiment.graph().name())
              .isLessThan(SHARP);
        }
      }
    }
    assertThat(right.keySet().stream().filter(n -> isGradient(n) && isZero(n)))
        .as("gradients that are zero: nothing but what a normalisation removes")
        .allMatch(name -> name.endsWith(".bias"));
  }

  private double bound(String name, Norm norm) {
    String gradient = name.replaceFirst("^state ", GRADIENT);
    if (!gradient.equals(name) && right.containsKey(gradient)) {
      // A parameter takes a step of its gradient's length.
      return bound(gradient, norm) + 4 * Math.ulp(1f) * norm.of(right.get(name));
    }
    double rounding = SLACK * norm.of(difference(rounded.get(name), right.get(name)));
    if (isGradient(name) && isZero(name)) {
      return rounding + NOISE * most;
    }
    Tensor before = experiment.tensors().get(name.replaceFirst("^state ", ""));
    return before == null
        ? rounding + LEAST * norm.of(right.get(name))
        : rounding
            + LEAST * norm.of(difference(right.get(name), before.toDoubles()))
            + 4 * Math.ulp(1f) * norm.of(right.get(name));
  }

  private boolean isZero(String gradient) {
    return Norm.ROOT_MEAN_SQUARE.of(right.get(gradient)) < ZERO * most;
  }

  /** Fails if scores do not depend on the image: a network that lets nothing through is no test. */
  void checkLively() {
    double[] logits = right.get("output " + Graph.LOGITS);
    int classes = experiment.graph().output(Graph.LOGITS).type().dim(-1);
    double[] first = Arrays.copyOf(logits, classes);
    double[] second = Arrays.copyOfRange(logits, classes, 2 * classes);
    assertThat(Norm.LARGEST.of(difference(first, second)))
        .as("difference of the logits %s of two images", Arrays.toString(first))
        .isGreaterThan(10 * LEAST * Norm.LARGEST.of(first));
  }

  private static boolean isGradient(String name) {
    return name.startsWith(GRADIENT);
  }

  /** Each result; in place of the momentum, which is all gradients in a row, each gradient. */
  private Map<String, double[]> vectors(Map<String, Tensor> results) {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    results.forEach((name, tensor) -> vectors.put(name, tensor.toDoubles()));
    double[] packed = vectors.remove("state " + Descent.GRADIENT);
    if (packed != null) {
      int from = 0;
      for (Node node : experiment.graph().leaves(Parameter.class)) {
        Parameter parameter = (Parameter) node.op();
        int to = from + Math.toIntExact(parameter.type().elements());
        vectors.put(GRADIENT + parameter.path(), Arrays.copyOfRange(packed, from, to));
        from = to;
      }
    }
    return vectors;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }
}
