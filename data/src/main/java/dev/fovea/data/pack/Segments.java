// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Many records of one length, behind each other in as few buffers as Java's limit on their size
 * allows. Different records may be written, and any read, from several threads at once.
 */
record Segments(List<ByteBuffer> buffers, int record, int each) {
  private static final int LARGEST = 1 << 30;

  private interface Opener {
    ByteBuffer open(long from, int length) throws IOException;
  }

  /** In memory. */
  static Segments inMemory(int count, int record) {
    try {
      return of(count, record, LARGEST, (from, length) -> ByteBuffer.allocate(length));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mapped from the beginning of a file. */
  static Segments mapped(FileChannel file, MapMode mode, int count, int record) throws IOException {
    return of(count, record, LARGEST, (from, length) -> file.map(mode, from, length));
  }

  private static Segments of(int count, int record, int largest, Opener opener) throws IOException {
    int each = Math.max(1, largest / record);
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int first = 0; first < count; first += each) {
      int records = Math.min(each, count - first);
      buffers.add(opener.open((long) first * record, Math.multiplyExact(records, record)));
    }
    return new Segments(buffers, record, each);
  }

  void get(int index, byte[] to, int offset) {
    buffers.get(index / each).get(index % each * record, to, offset, record);
  }

  void put(int index, byte[] from) {
    buffers.get(index / each).put(index % each * record, from, 0, record);
  }
}
