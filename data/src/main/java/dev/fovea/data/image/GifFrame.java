// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A GIF's first frame, as GIF 89a lays it out. Pillow gives the canvas, grown to hold the frame,
 * and fills the rest with the transparent colour if there is one, else with the first of the
 * frame's palette, whatever background the file names.
 *
 * @param fill an index into the frame's palette
 * @param data where the frame's compressed pixels begin; the file's end where it has none
 */
record GifFrame(Canvas canvas, int fill, int data) {
  private static final int SCREEN = 13;
  private static final int EXTENSION = 0x21;
  private static final int CONTROL = 0xf9;
  private static final int FRAME = 0x2c;
  private static final int FRAME_HEADER = 10;
  private static final int MOST_BITS = 12;
  private static final int MOST_BLOCK = 255;

  /** Bytes that Java's reader begins with. */
  private static final int AT_ONCE = 4;

  /**
   * The frame of a file.
   *
   * @param width of the frame
   * @param height of the frame
   */
  static GifFrame of(byte[] content, int width, int height) {
    int fill = 0;
    int at = SCREEN + palette(content[10]);
    while (at + FRAME_HEADER <= content.length && (content[at] & 0xff) != FRAME) {
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
    if (at + FRAME_HEADER > content.length) {
      return new GifFrame(Canvas.of(width, height), 0, content.length);
    }
    int left = number(content, at + 1);
    int top = number(content, at + 3);
    Canvas canvas =
        new Canvas(
            Math.max(number(content, 6), left + width),
            Math.max(number(content, 8), top + height),
            left,
            top);
    return new GifFrame(canvas, fill, at + FRAME_HEADER + palette(content[at + FRAME_HEADER - 1]));
  }

  /**
   * The same file with the first frame's data in blocks of full length, where Java's reader would
   * read four bytes at once out of a shorter first one; else itself.
   */
  static byte[] reblocked(byte[] content) {
    int begin = of(content, 1, 1).data + 1;
    if (begin >= content.length || (content[begin] & 0xff) >= AT_ONCE) {
      return content;
    }
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    int at = begin;
    for (int block; at < content.length && (block = content[at] & 0xff) > 0; at += 1 + block) {
      held.write(content, at + 1, Math.min(block, content.length - at - 1));
    }
    byte[] data = held.toByteArray();
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(content, 0, begin);
    for (int from = 0; from < data.length; from += MOST_BLOCK) {
      int block = Math.min(MOST_BLOCK, data.length - from);
      result.write(block);
      result.write(data, from, block);
    }
    result.write(content, Math.min(at, content.length), Math.max(0, content.length - at));
    return result.toByteArray();
  }

  private static int palette(byte flags) {
    return flags < 0 ? 3 * (2 << (flags & 7)) : 0;
  }

  private static int number(byte[] content, int at) {
    return content[at] & 0xff | (content[at + 1] & 0xff) << 8;
  }

  /** The frame on its canvas. */
  Picture around(Picture frame, IndexColorModel palette) {
    return canvas.around(frame, fill < palette.getMapSize() ? palette.getRGB(fill) : 0);
  }

  /**
   * Whether the compressed data stop before so many pixels, be it in good order. Readers leave the
   * rest black; only the lengths of the strings that LZW codes stand for are needed to tell.
   */
  boolean isCut(byte[] content, long pixels) {
    int least = data < content.length ? content[data] & 0xff : 0;
    if (least < 1 || least >= MOST_BITS) {
      return true;
    }
    int clear = 1 << least;
    int[] lengths = new int[1 << MOST_BITS];
    Arrays.fill(lengths, 0, clear, 1);
    int next = clear + 2;
    int bits = least + 1;
    int before = -1;
    long left = pixels;
    int held = 0;
    int count = 0;
    int block = 0;
    for (int at = data + 1; at < content.length && left > 0; at++) {
      if (block == 0) {
        block = content[at] & 0xff;
        if (block == 0) {
          break;
        }
        continue;
      }
      block--;
      held |= (content[at] & 0xff) << count;
      count += 8;
      while (count >= bits && left > 0) {
        int code = held & (1 << bits) - 1;
        held >>>= bits;
        count -= bits;
        if (code == clear) {
          next = clear + 2;
          bits = least + 1;
          before = -1;
          continue;
        }
        if (code == clear + 1 || code > next || code == next && before < 0) {
          return true;
        }
        if (before >= 0 && next < lengths.length) {
          lengths[next++] = lengths[before] + 1;
          bits += next == 1 << bits && bits < MOST_BITS ? 1 : 0;
        }
        left -= lengths[code];
        before = code;
      }
    }
    return left > 0;
  }
}
