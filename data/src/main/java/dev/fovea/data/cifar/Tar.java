// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.cifar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/** Walks through a tar archive (POSIX ustar) from front to back; unpacks nothing. */
final class Tar implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;

  private final InputStream in;
  private long left;
  private long padding;

  /** A file in the archive. */
  record Member(String name, long bytes) {}

  Tar(InputStream in) {
    this.in = in;
  }

  /** The next member; null at the end. */
  Member next() throws IOException {
    in.skipNBytes(left + padding);
    left = 0;
    padding = 0;
    byte[] header = in.readNBytes(BLOCK);
    if (header.length == 0 || isEmpty(header)) {
      return null;
    }
    if (header.length < BLOCK) {
      throw new EOFException();
    }
    if (sum(header) != octal(header, CHECKSUM, 8)) {
      throw new ZipException("a header in it is damaged");
    }
    left = octal(header, SIZE, 12);
    padding = (BLOCK - left % BLOCK) % BLOCK;
    int end = 0;
    while (end < 100 && header[end] != 0) {
      end++;
    }
    return new Member(new String(header, 0, end, StandardCharsets.UTF_8), left);
  }

  /** The rest of the latest member. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int value = left > 0 ? in.read() : -1;
        left -= value < 0 ? 0 : 1;
        return value;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(left, length));
        left -= Math.max(0, count);
        return count;
      }
    };
  }

  private static boolean isEmpty(byte[] header) {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of a header, with blanks where it says its sum. */
  private static long sum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static long octal(byte[] header, int from, int length) throws ZipException {
    long value = 0;
    for (int i = from; i < from + length; i++) {
      int digit = header[i];
      if (digit == 0 || digit == ' ') {
        continue;
      }
      if (digit < '0' || digit > '7') {
        throw new ZipException("a header in it is damaged");
      }
      value = value * 8 + digit - '0';
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
