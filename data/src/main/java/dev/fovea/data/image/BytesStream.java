// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file's bytes in memory, as readers of ImageIO want them; without their caches and copies. */
final class BytesStream extends ImageInputStreamImpl {
  private final byte[] content;
  private boolean ranOut;

  BytesStream(byte[] content) {
    this.content = content;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    ranOut |= streamPos >= content.length;
    return streamPos < content.length ? content[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= content.length) {
      ranOut = true;
      return -1;
    }
    int count = (int) Math.min(length, content.length - streamPos);
    System.arraycopy(content, (int) streamPos, bytes, offset, count);
    streamPos += count;
    return count;
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
