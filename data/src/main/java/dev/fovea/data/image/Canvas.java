// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the first frame of an animation lies on. Readers give the frame alone, Pillow the canvas.
 *
 * @param left where the frame begins
 * @param top likewise
 */
record Canvas(int width, int height, int left, int top) {
  /** A canvas that is no larger than its frame. */
  static Canvas of(int width, int height) {
    return new Canvas(width, height, 0, 0);
  }

  /** The canvas of a WebP: that of its VP8X chunk where an ANMF chunk holds the frame. */
  static Canvas webp(byte[] content, int width, int height) {
    Optional<ByteBuffer> whole = first(content, "VP8X", Chunks.HEADER + 10);
    Optional<ByteBuffer> frame = first(content, "ANMF", Chunks.HEADER + 6);
    if (whole.isEmpty() || frame.isEmpty()) {
      return of(width, height);
    }
    int left = 2 * number(frame.get(), Chunks.HEADER);
    int top = 2 * number(frame.get(), Chunks.HEADER + 3);
    return new Canvas(
        Math.max(1 + number(whole.get(), Chunks.HEADER + 4), left + width),
        Math.max(1 + number(whole.get(), Chunks.HEADER + 7), top + height),
        left,
        top);
  }

  private static Optional<ByteBuffer> first(byte[] content, String type, int least) {
    return Chunks.webp(content, type).filter(chunk -> chunk.limit() >= least).findFirst();
  }

  /** Three bytes, the lowest first. */
  private static int number(ByteBuffer chunk, int at) {
    return chunk.get(at) & 0xff
        | (chunk.get(at + 1) & 0xff) << 8
        | (chunk.get(at + 2) & 0xff) << 16;
  }

  /** The frame on its canvas, the rest in one colour. */
  Picture around(Picture frame, int rgb) {
    ImageShape inner = frame.shape();
    ImageShape shape = new ImageShape(inner.channels(), height, width);
    if (shape.equals(inner)) {
      return frame;
    }
    byte[] samples = new byte[shape.bytes()];
    byte[] from = frame.samples();
    for (int c = 0; c < shape.channels(); c++) {
      int to = c * height * width;
      Arrays.fill(samples, to, to + height * width, (byte) (rgb >> 16 - 8 * c));
      for (int y = 0; y < inner.height(); y++) {
        System.arraycopy(
            from,
            (c * inner.height() + y) * inner.width(),
            samples,
            to + (top + y) * width + left,
            inner.width());
      }
    }
    return new Picture(shape, samples);
  }
}
