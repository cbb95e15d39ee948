// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import java.awt.image.IndexColorModel;
import java.util.Arrays;

/**
 * What a GIF's first frame lies on. Readers give the frame alone; Pillow gives the canvas, grown to
 * hold the frame, and fills the rest with the transparent colour if there is one, else with the
 * first of the frame's palette, whatever background the file names.
 *
 * @param left where the frame begins
 * @param top likewise
 * @param fill an index into the frame's palette
 */
record GifCanvas(int width, int height, int left, int top, int fill) {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int CONTROL = 0xf9;
  private static final int FRAME = 0x2c;

  /**
   * The canvas of a file, as GIF 89a lays it out.
   *
   * @param width of the frame
   * @param height of the frame
   */
  static GifCanvas of(byte[] content, int width, int height) {
    int fill = 0;
    int at = SCREEN + palette(content[10]);
    while (at + 10 <= content.length && (content[at] & 0xff) != FRAME) {
      if ((content[at] & 0xff) != EXTENSION) {
        at++;
        continue;
      }
      boolean control = (content[at + 1] & 0xff) == CONTROL;
      if (control && (content[at + 3] & 1) == 1) {
        fill = content[at + 6] & 0xff;
      }
      at += 2;
      while (at < content.length && content[at] != 0) {
        at += 1 + (content[at] & 0xff);
      }
      at++;
    }
    if (at + 10 > content.length) {
      return new GifCanvas(width, height, 0, 0, 0);
    }
    int left = number(content, at + 1);
    int top = number(content, at + 3);
    return new GifCanvas(
        Math.max(number(content, 6), left + width),
        Math.max(number(content, 8), top + height),
        left,
        top,
        fill);
  }

  private static int palette(byte flags) {
    return flags < 0 ? 3 * (2 << (flags & 7)) : 0;
  }

  private static int number(byte[] content, int at) {
    return content[at] & 0xff | (content[at + 1] & 0xff) << 8;
  }

  /** The frame on its canvas. */
  Picture around(Picture frame, IndexColorModel palette) {
    ImageShape inner = frame.shape();
    ImageShape shape = new ImageShape(inner.channels(), height, width);
    if (shape.equals(inner)) {
      return frame;
    }
    byte[] samples = new byte[shape.bytes()];
    byte[] from = frame.samples();
    int rgb = fill < palette.getMapSize() ? palette.getRGB(fill) : 0;
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
