// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Picture files that no editor would write. */
final class Pictures {
  private Pictures() {}

  /** A PNG with a sound header and no pixels. */
  static byte[] claiming(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    CRC32 crc = new CRC32();
    crc.update(header);
    return ByteBuffer.allocate(8 + 4 + header.length + 4)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        .putInt(header.length - 4)
        .put(header)
        .putInt((int) crc.getValue())
        .array();
  }
}
