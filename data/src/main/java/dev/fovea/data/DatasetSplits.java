// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;

/** What to learn from and what to be judged by; both parts share name, classes and channels. */
public record DatasetSplits(Dataset train, Dataset test) {
  public DatasetSplits {
    if (!train.labels().equals(test.labels())) {
      throw new FoveaException(
          "%s: the training part has %d classes, the test part %d or others; they must agree",
          train.name(), train.labels().size(), test.labels().size());
    }
  }
}
