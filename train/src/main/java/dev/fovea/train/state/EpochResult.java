// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Monitor;

/**
 * What an epoch came to.
 *
 * @param epoch from 1
 * @param running its sums; their means are the training loss and accuracy
 * @param test over the test set, or the validation part that was watched in its place, with the
 *     weights at the end of the epoch
 * @param lr learning rate of its last step
 * @param seconds from its beginning to the end of the evaluation
 */
public record EpochResult(int epoch, Running running, Score test, double lr, double seconds)
    implements Monitor.Ranked {
  public double trainLoss() {
    return running.loss();
  }

  public double trainAccuracy() {
    return running.accuracy();
  }

  public double testLoss() {
    return test.loss();
  }

  public double testAccuracy() {
    return test.accuracy();
  }

  @Override
  public double figure(Monitor monitor) {
    return switch (monitor) {
      case TEST_ACCURACY -> testAccuracy();
      case TEST_LOSS -> testLoss();
      case TRAIN_LOSS -> trainLoss();
    };
  }

  public double imagesPerSecond() {
    return running.imagesPerSecond();
  }

  public double dataWaitShare() {
    return running.dataWaitShare();
  }
}
