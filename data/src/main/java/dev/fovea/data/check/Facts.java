// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.check;

import dev.fovea.data.image.Picture;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is remembered of one image.
 *
 * @param problem why it cannot be read; null if it can
 * @param digest of its size and its samples as RGB
 * @param format of its file; empty when it comes from none
 * @param means of samples in 0..1, a channel each
 * @param squares means of their squares
 */
record Facts(
    String part,
    int index,
    int label,
    String name,
    String problem,
    String digest,
    int width,
    int height,
    int channels,
    String format,
    String mode,
    boolean misnamed,
    boolean turned,
    boolean flat,
    double[] means,
    double[] squares) {

  static Facts unreadable(String part, int index, int label, String name, String problem) {
    return new Facts(
        part, index, label, name, problem, "", 0, 0, 0, "", "", false, false, false, null, null);
  }

  /** The same of an image that can be read. */
  static Facts of(
      String part,
      int index,
      int label,
      String name,
      Picture picture,
      String format,
      String mode,
      boolean misnamed,
      boolean turned) {
    Picture rgb = picture.toChannels(3);
    byte[] samples = rgb.samples();
    int plane = rgb.shape().height() * rgb.shape().width();
    double[] means = new double[3];
    double[] squares = new double[3];
    boolean flat = true;
    for (int c = 0; c < 3; c++) {
      long sum = 0;
      long square = 0;
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        int value = samples[i] & 0xff;
        sum += value;
        square += value * value;
        flat &= samples[i] == samples[c * plane];
      }
      means[c] = sum / 255.0 / plane;
      squares[c] = square / 255.0 / 255.0 / plane;
    }
    return new Facts(
        part,
        index,
        label,
        name,
        null,
        digest(rgb),
        rgb.shape().width(),
        rgb.shape().height(),
        picture.shape().channels(),
        format,
        mode,
        misnamed,
        turned,
        flat,
        means,
        squares);
  }

  private static String digest(Picture picture) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer size = ByteBuffer.allocate(8);
      digest.update(size.putInt(picture.shape().height()).putInt(picture.shape().width()).flip());
      return HexFormat.of().formatHex(digest.digest(picture.samples()), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
