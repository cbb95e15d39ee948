// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.data.listing.PictureDataset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Pictures of one size, decoded before. */
final class PackedDataset implements Dataset {
  private final PictureDataset source;
  private final ImageShape shape;
  private final Segments segments;
  private final int[] places;
  private final ThreadLocal<byte[]> latest;

  /**
   * A dataset over records.
   *
   * @param source the same images as files, in the same order
   * @param places where each image lies in the segments
   */
  PackedDataset(PictureDataset source, ImageShape shape, Segments segments, int[] places) {
    this.source = source;
    this.shape = shape;
    this.segments = segments;
    this.places = places;
    this.latest = ThreadLocal.withInitial(() -> new byte[shape.bytes()]);
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
    return shape;
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    segments.get(places[Objects.checkIndex(index, places.length)], destination, offset);
  }

  @Override
  public ImageBytes image(int index) {
    byte[] samples = latest.get();
    read(index, samples, 0);
    return ImageBytes.of(shape, samples, 0);
  }

  @Override
  public String describe(int index) {
    return source.describe(index);
  }

  @Override
  public Optional<String> digest() {
    return source.digest();
  }
}
