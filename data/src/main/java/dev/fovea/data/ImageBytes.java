// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import static dev.fovea.tensor.FoveaException.check;

/**
 * One image's unsigned bytes where they lie: sample (c, y, x) is at {@code offset + c channelStride
 * + y rowStride + x columnStride}. Parts and turned images are views of the same array.
 *
 * @param array holds the samples, and perhaps others; not copied
 * @param shape channels, rows and columns
 * @param channelStride from a sample to the next channel's; 0 repeats one channel
 */
public record ImageBytes(
    byte[] array,
    int offset,
    ImageShape shape,
    int channelStride,
    int rowStride,
    int columnStride) {
  public ImageBytes {
    long low = offset;
    long high = offset;
    long[] reach = {
      (shape.channels() - 1L) * channelStride,
      (shape.height() - 1L) * rowStride,
      (shape.width() - 1L) * columnStride
    };
    for (long last : reach) {
      low += Math.min(0, last);
      high += Math.max(0, last);
    }
    check(
        low >= 0 && high < array.length,
        "an image of %s reaches from byte %d to %d of an array of %d",
        shape,
        low,
        high,
        array.length);
  }

  /** An image in channel, row, column order, the first sample at {@code offset}. */
  public static ImageBytes of(ImageShape shape, byte[] array, int offset) {
    return new ImageBytes(array, offset, shape, shape.height() * shape.width(), shape.width(), 1);
  }

  /**
   * A part of the image.
   *
   * @param top its first row
   * @param left its first column
   */
  public ImageBytes part(int top, int left, int height, int width) {
    ImageShape part = new ImageShape(shape.channels(), height, width);
    check(
        top >= 0 && left >= 0 && height <= shape.height() - top && width <= shape.width() - left,
        "a part of %d x %d pixels from row %d and column %d of an image of %s",
        height,
        width,
        top,
        left,
        shape);
    return at(top, left, part, channelStride, rowStride, columnStride);
  }

  /** The image mirrored: its rows from last to first. */
  public ImageBytes upsideDown() {
    return at(shape.height() - 1, 0, shape, channelStride, -rowStride, columnStride);
  }

  /** The image mirrored: its columns from last to first. */
  public ImageBytes leftToRight() {
    return at(0, shape.width() - 1, shape, channelStride, rowStride, -columnStride);
  }

  /** The image with its rows as columns. */
  public ImageBytes transposed() {
    ImageShape turned = new ImageShape(shape.channels(), shape.width(), shape.height());
    return at(0, 0, turned, channelStride, columnStride, rowStride);
  }

  /** So many channels, each the first. */
  public ImageBytes repeated(int channels) {
    ImageShape wide = new ImageShape(channels, shape.height(), shape.width());
    return at(0, 0, wide, 0, rowStride, columnStride);
  }

  private ImageBytes at(
      int row, int column, ImageShape newShape, int channel, int down, int right) {
    int first = offset + row * rowStride + column * columnStride;
    return new ImageBytes(array, first, newShape, channel, down, right);
  }

  /** Copies the samples in channel, row, column order. */
  public void copyTo(byte[] destination, int at) {
    int to = at;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        int from = offset + c * channelStride + y * rowStride;
        if (columnStride == 1) {
          System.arraycopy(array, from, destination, to, shape.width());
          to += shape.width();
        } else {
          for (int x = 0; x < shape.width(); x++, from += columnStride) {
            destination[to++] = array[from];
          }
        }
      }
    }
  }

  /** The samples in channel, row, column order: the array itself where it holds just them. */
  public byte[] samples() {
    boolean inOrder =
        columnStride == 1
            && rowStride == shape.width()
            && channelStride == shape.height() * shape.width()
            && array.length == shape.bytes();
    if (inOrder) {
      return array;
    }
    byte[] samples = new byte[shape.bytes()];
    copyTo(samples, 0);
    return samples;
  }
}
