// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file's bytes in memory, as readers of ImageIO want them; without their caches and copies. */
final class BytesStream extends ImageInputStreamImpl {
  private final byte[] content;
  private final boolean strict;
  private boolean ranOut;

  private BytesStream(byte[] content, boolean strict) {
    this.content = content;
    this.strict = strict;
  }

  BytesStream(byte[] content) {
    this(content, false);
  }

  /**
   * A stream for readers that look ahead, and that go on at the end of their data with bits of
   * their own: zeros follow the content, and whoever wants more than these gets an IOException.
   *
   * @param ahead how many bytes a reader is ahead of what it has used
   */
  static BytesStream padded(byte[] content, int ahead) {
    return new BytesStream(Arrays.copyOf(content, content.length + ahead), true);
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    return streamPos < content.length ? content[(int) streamPos++] & 0xff : end();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= content.length) {
      return end();
    }
    int count = (int) Math.min(length, content.length - streamPos);
    System.arraycopy(content, (int) streamPos, bytes, offset, count);
    streamPos += count;
    return count;
  }

  private int end() throws IOException {
    ranOut = true;
    if (strict) {
      // No EOFException: of these, readers have been seen to make a loop.
      throw new IOException("the data end after %d bytes".formatted(content.length));
    }
    return -1;
  }

  /** Whether a reader has asked for bytes behind the last one. */
  boolean ranOut() {
    return ranOut;
  }

  @Override
  public long length() {
    return content.length;
  }
}
