// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import java.util.List;
import java.util.Optional;

/** A dataset with its images in 1 (grey) or 3 (RGB) channels. */
public record Recoloured(Dataset source, int channels) implements Dataset {
  /** The same parts with images of so many channels; 0 leaves them. */
  public static DatasetSplits of(DatasetSplits splits, int channels) {
    if (channels == 0 || splits.train().shape(0).channels() == channels) {
      return splits;
    }
    return new DatasetSplits(
        new Recoloured(splits.train(), channels),
        new Recoloured(splits.test(), channels),
        splits.validation().map(part -> new Recoloured(part, channels)));
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public List<String> labels() {
    return source.labels();
  }

  @Override
  public ImageShape shape(int index) {
    ImageShape own = source.shape(index);
    return new ImageShape(channels, own.height(), own.width());
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    image(index).copyTo(destination, offset);
  }

  @Override
  public ImageBytes image(int index) {
    return new Picture(source.image(index)).toChannels(channels).bytes();
  }

  @Override
  public String describe(int index) {
    return source.describe(index);
  }

  @Override
  public Optional<String> digest() {
    return source.digest().map(digest -> digest + " in " + channels);
  }
}
