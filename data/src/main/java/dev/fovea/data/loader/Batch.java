// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.ImageShape;
import java.util.function.Consumer;

/**
 * Some images of an epoch, ready for a model. Its arrays belong to the loader: they are valid until
 * {@link #close}, which hands them back for the next batch.
 */
public final class Batch implements AutoCloseable {
  private final ImageShape shape;
  private final float[] images;
  private final int[] labels;
  private final int[] others;
  private final float[] shares;
  private final int[] indices;
  private final Consumer<Batch> owner;

  private int size;
  private int number;
  private boolean lent;

  Batch(int capacity, ImageShape shape, Consumer<Batch> owner) {
    this.shape = shape;
    this.images = new float[Math.multiplyExact(capacity, shape.bytes())];
    this.labels = new int[capacity];
    this.others = new int[capacity];
    this.shares = new float[capacity];
    this.indices = new int[capacity];
    this.owner = owner;
  }

  /**
   * Samples in 0..1 unless normalised, as [N,C,H,W]; only the first {@code size() *
   * shape().bytes()} count.
   */
  public float[] images() {
    return images;
  }

  /** Classes; only the first {@code size()} count. */
  public int[] labels() {
    return labels;
  }

  /** Classes of the images mixed in; equal to {@link #labels} where nothing is. */
  public int[] others() {
    return others;
  }

  /** What of each image is of its own class, 0 to 1; the rest is of {@link #others}. */
  public float[] shares() {
    return shares;
  }

  /** Where the images stand in the dataset; only the first {@code size()} count. */
  public int[] indices() {
    return indices;
  }

  /** Images in this batch. */
  public int size() {
    return size;
  }

  /** The place of this batch in its epoch, from 0. */
  public int number() {
    return number;
  }

  /** The extent of one image. */
  public ImageShape shape() {
    return shape;
  }

  /** Gives the arrays back; closing twice does nothing. */
  @Override
  public void close() {
    if (lent) {
      lent = false;
      owner.accept(this);
    }
  }

  void lend(int newNumber, int newSize) {
    number = newNumber;
    size = newSize;
    lent = true;
  }
}
