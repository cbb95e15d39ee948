// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.ir.Weights;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether the weights of two files are the same, whatever else the files say.
 *
 * @param which best or last
 * @param sha256 of names and bits of the first file's weights
 * @param other of the second's
 * @param firstDifference path of the first tensor that differs; null when none does
 * @param largestDifference of any two numbers; 0 when all are the same
 */
record Sameness(
    String which,
    boolean identical,
    String sha256,
    String other,
    String firstDifference,
    double largestDifference) {

  static Sameness of(String which, Path first, Path second) {
    WeightFile one = WeightFile.read(first);
    WeightFile two = WeightFile.read(second);
    Weights a = one.weights();
    Weights b = two.weights();
    FoveaException.check(
        a.tensors().keySet().equals(b.tensors().keySet()),
        "%s and %s hold weights of two networks",
        first,
        second);
    String firstDifference = null;
    double largest = 0;
    for (Map.Entry<String, Tensor> entry : a.tensors().entrySet()) {
      Tensor other = b.get(entry.getKey());
      if (!entry.getValue().sameBits(other)) {
        firstDifference = firstDifference == null ? entry.getKey() : firstDifference;
        largest = Math.max(largest, difference(entry.getValue(), other));
      }
    }
    return new Sameness(
        which, firstDifference == null, one.sha256(), two.sha256(), firstDifference, largest);
  }

  private static double difference(Tensor a, Tensor b) {
    double[] x = a.toDoubles();
    double[] y = b.toDoubles();
    double largest = x.length == y.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(x.length, y.length); i++) {
      largest = Math.max(largest, Math.abs(x[i] - y[i]));
    }
    return largest;
  }

  String line() {
    return identical
        ? "%s weights: the same, sha256 %s".formatted(which, sha256)
        : "%s weights: not the same, first in %s, by up to %.3g"
            .formatted(which, firstDifference, largestDifference);
  }
}
