// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

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
   * @param step steps taken before it, over all epochs
   */
  double scalar(String name, double lr, long step);
}
