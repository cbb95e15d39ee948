// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** A stream whose text goes to a writer; each write must hold whole characters of UTF-8. */
final class WriterStream extends OutputStream {
  private final PrintWriter writer;

  private WriterStream(PrintWriter writer) {
    this.writer = writer;
  }

  static PrintStream to(PrintWriter writer) {
    return new PrintStream(new WriterStream(writer), true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    writer.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  @Override
  public void flush() {
    writer.flush();
  }
}
