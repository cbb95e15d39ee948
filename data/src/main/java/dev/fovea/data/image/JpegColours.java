// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What the components of a JPEG are, as libjpeg decides it, and with it Pillow: three are YCbCr
 * unless an Adobe segment without a JFIF one, or else their names, say RGB. Java's reader guesses
 * RGB, or gives up, in some cases where libjpeg does not.
 */
final class JpegColours {
  static final int NO_ADOBE_SEGMENT = -1;

  /** Where an Adobe segment says how colours were transformed. */
  private static final int TRANSFORM = Chunks.JPEG_HEADER + 11;

  /** Of four components; other transforms than this and none are taken for it. */
  private static final int YCCK = 2;

  private static final int ADOBE = 0xee;
  private static final String ADOBE_NAME = "Adobe";
  private static final int JFIF_LENGTH = Chunks.JPEG_HEADER + 14;

  /** Where a frame's header names its components, three bytes each. */
  private static final int FRAME_NAMES = 10;

  private static final byte[] USUAL = {1, 2, 3};
  private static final byte[] LETTERS = {'R', 'G', 'B'};

  private JpegColours() {}

  /** The transform byte of the Adobe segment; of several the last counts. */
  static int transform(byte[] content) {
    return Chunks.jpeg(content, ADOBE, ADOBE_NAME)
        .filter(segment -> segment.limit() > TRANSFORM)
        .reduce((before, last) -> last)
        .map(segment -> segment.get(TRANSFORM) & 0xff)
        .orElse(NO_ADOBE_SEGMENT);
  }

  /** The same file in words that Java's reader takes as libjpeg takes its own. */
  static byte[] plain(byte[] content) {
    OptionalInt found =
        JpegMarkers.of(content).filter(at -> JpegMarkers.isFrame(content, at)).findFirst();
    if (found.isEmpty()) {
      return content;
    }
    int frame = found.getAsInt();
    int names = frame + FRAME_NAMES;
    if (names + 9 > content.length || content[names - 1] != 3) {
      return names <= content.length && content[names - 1] == 4 ? plainInks(content) : content;
    }
    byte[] own = {content[names], content[names + 3], content[names + 6]};
    int transform = transform(content);
    boolean usual = Arrays.equals(own, USUAL) && (transform == NO_ADOBE_SEGMENT || transform == 1);
    if (usual || !isLuma(content, transform, own)) {
      return content;
    }
    byte[] result = content.clone();
    for (int c = 0; c < 3; c++) {
      result[names + 3 * c] = USUAL[c];
    }
    JpegMarkers.of(content)
        .filter(at -> JpegMarkers.marker(content, at) == JpegMarkers.SCAN)
        .forEach(at -> rename(content, result, at, own));
    hideAdobe(result);
    return result;
  }

  /** Inks come raw, so the reader need not know of transforms that it gives up at. */
  private static byte[] plainInks(byte[] content) {
    int transform = transform(content);
    if (transform == NO_ADOBE_SEGMENT || transform == 0 || transform == YCCK) {
      return content;
    }
    byte[] result = content.clone();
    hideAdobe(result);
    return result;
  }

  private static void hideAdobe(byte[] content) {
    Chunks.jpeg(content, ADOBE, ADOBE_NAME)
        .forEach(segment -> segment.put(Chunks.JPEG_HEADER, (byte) '-'));
  }

  private static boolean isLuma(byte[] content, int transform, byte[] own) {
    boolean jfif =
        Chunks.jpeg(content, 0xe0, "JFIF\0").anyMatch(segment -> segment.limit() >= JFIF_LENGTH);
    return jfif || (transform == NO_ADOBE_SEGMENT ? !Arrays.equals(own, LETTERS) : transform != 0);
  }

  /** Names a scan's components as the frame now does; of two of one name each is meant once. */
  private static void rename(byte[] content, byte[] result, int scan, byte[] own) {
    boolean[] named = new boolean[own.length];
    int count = content[scan + Chunks.JPEG_HEADER] & 0xff;
    for (int i = 0; i < count; i++) {
      int at = scan + Chunks.JPEG_HEADER + 1 + 2 * i;
      for (int c = 0; at < content.length && c < own.length; c++) {
        if (content[at] == own[c] && !named[c]) {
          named[c] = true;
          result[at] = USUAL[c];
          break;
        }
      }
    }
  }
}
