// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.autodiff.UpdateRule;
import java.util.List;

/** An update rule, and the numbers it asks for anew at each step. */
public interface Optimizer extends UpdateRule {
  /** The scalar that every rule has. */
  String LR = "lr";

  /** Names of the scalars that {@link #emit} asks for. */
  List<String> scalars();

  /**
   * The value of a scalar.
   *
   * @param lr learning rate of the step
   * @param count of the updates before it, over all epochs
   */
  double scalar(String name, double lr, Count count);

  /**
   * How many updates there were.
   *
   * @param due whose turn has come
   * @param taken of them: all but those that were left out
   */
  record Count(long due, long taken) {
    public Count {
      check(taken >= 0 && due >= taken, "of %d updates %d were taken", due, taken);
    }
  }
}
