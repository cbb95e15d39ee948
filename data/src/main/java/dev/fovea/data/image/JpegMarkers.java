// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The segments of a JPEG from its first byte to its end marker, those between scans included (ISO
 * 10918-1, B.1.1). Phones append videos and second pictures behind the end.
 */
final class JpegMarkers {
  static final int SCAN = 0xda;

  private static final int FIRST_LONE = 0xd0;
  private static final int START = 0xd8;
  private static final int END = 0xd9;

  private JpegMarkers() {}

  /** Where segments begin, with their markers. */
  static IntStream of(byte[] content) {
    ByteBuffer file = ByteBuffer.wrap(content);
    return IntStream.iterate(
        next(content, 2),
        at -> at >= 0,
        at -> next(content, at + 2 + Math.max(2, file.getShort(at + 2) & 0xffff)));
  }

  /** The next segment that has a length; negative for none before the end marker. */
  private static int next(byte[] content, int from) {
    for (int at = from; at + 4 <= content.length; at++) {
      if (content[at] == -1) {
        int marker = marker(content, at);
        if (marker == END) {
          return -1;
        }
        // Neither a byte of pixels, nor a fill byte, nor a marker that stands alone.
        if (marker > 1 && marker < 0xff && !(marker >= FIRST_LONE && marker <= START)) {
          return at;
        }
      }
    }
    return -1;
  }

  static int marker(byte[] content, int at) {
    return content[at + 1] & 0xff;
  }

  /** Whether a segment is a frame's header: sizes and components. */
  static boolean isFrame(byte[] content, int at) {
    int marker = marker(content, at);
    return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** How often a file begins a scan over its pixels. */
  static long passes(byte[] content) {
    return of(content).filter(at -> marker(content, at) == SCAN).count();
  }
}
