// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;
import java.util.List;
import java.util.Objects;

/** The first images of a dataset, under its name. */
public record Subset(Dataset whole, int size) implements Dataset {
  public Subset {
    FoveaException.check(
        size >= 1 && size <= whole.size(),
        "%d of the %d images of %s, expected 1 to %d",
        size,
        whole.size(),
        whole.name(),
        whole.size());
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public List<String> labels() {
    return whole.labels();
  }

  @Override
  public ImageShape shape(int index) {
    return whole.shape(Objects.checkIndex(index, size));
  }

  @Override
  public int label(int index) {
    return whole.label(Objects.checkIndex(index, size));
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    whole.read(Objects.checkIndex(index, size), destination, offset);
  }

  @Override
  public ImageBytes image(int index) {
    return whole.image(Objects.checkIndex(index, size));
  }

  @Override
  public String describe(int index) {
    return whole.describe(index);
  }
}
