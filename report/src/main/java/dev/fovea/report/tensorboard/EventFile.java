// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.tensorboard;

import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.file.Folders;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records as TensorFlow frames them: length (8 bytes, little-endian), its checksum, the
 * bytes, their checksum; checksums are CRC-32C, turned by 15 bits and shifted by a constant.
 */
final class EventFile {
  private static final int MASK = 0xa282ead8;

  private final Path path;

  EventFile(Path path) {
    this.path = path;
  }

  /** Replaces the file, in one go. */
  void write(List<byte[]> records) {
    AtomicFile.write(path, framed(records));
  }

  /** Adds records at the end, so that a TensorBoard that reads the file goes on reading. */
  void append(List<byte[]> records) {
    Folders.append(path, framed(records));
  }

  static byte[] framed(List<byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : records) {
      byte[] length = little(8).putLong(record.length).array();
      out.writeBytes(length);
      out.writeBytes(little(4).putInt(masked(length)).array());
      out.writeBytes(record);
      out.writeBytes(little(4).putInt(masked(record)).array());
    }
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The checksum of the format: a plain one would be that of its own bytes plus a constant. */
  static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
