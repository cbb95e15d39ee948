// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to learn from and what to be judged by; all parts share name, classes and channels.
 *
 * @param test to be judged by in the end
 * @param validation to be judged by while training, where that is another part than the test
 */
public record DatasetSplits(Dataset train, Dataset test, Optional<Dataset> validation) {
  public DatasetSplits {
    if (!train.labels().equals(test.labels())) {
      throw new FoveaException(
          "%s: the training part has %d classes, the test part %d or others; they must agree",
          train.name(), train.labels().size(), test.labels().size());
    }
  }

  /** Without a part of its own for validation. */
  public DatasetSplits(Dataset train, Dataset test) {
    this(train, test, Optional.empty());
  }

  /** All parts: training, validation where there is one, test. */
  public List<Dataset> parts() {
    return Stream.of(Optional.of(train), validation, Optional.of(test))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * As a trainer sees them: the validation part, if there is one, in place of the test. {@link
   * #judge} still tells it from a test.
   */
  public DatasetSplits watched() {
    return validation.map(part -> new DatasetSplits(train, part, Optional.of(part))).orElse(this);
  }

  /**
   * What {@link #test} is: "overfit" where it is the training part itself, "validation" where that
   * part has taken its place, else "test".
   */
  public String judge() {
    boolean validated = validation.filter(part -> part == test).isPresent();
    return test == train ? "overfit" : validated ? "validation" : "test";
  }
}
