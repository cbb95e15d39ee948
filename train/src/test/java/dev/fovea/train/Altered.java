// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import java.util.List;

/** A dataset some of whose images are not as they were, or where something happens at reading. */
record Altered(Dataset inner, Change change) implements Dataset {
  /** What happens to an image that has just been read. */
  interface Change {
    void apply(int index, byte[] pixels, int offset);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public List<String> labels() {
    return inner.labels();
  }

  @Override
  public int size() {
    return inner.size();
  }

  @Override
  public int label(int index) {
    return inner.label(index);
  }

  @Override
  public ImageShape shape(int index) {
    return inner.shape(index);
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    inner.read(index, destination, offset);
    change.apply(index, destination, offset);
  }
}
