// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.nio.charset.Charset;

/** What is known about the screen behind standard output. */
public final class Terminal {
  private Terminal() {}

  /**
   * Columns of the terminal that standard output goes to, as the launcher found it; 0 when it goes
   * elsewhere. Java itself cannot tell in all the versions Fovea runs on.
   */
  public static int columns() {
    return Integer.getInteger("fovea.columns", 0);
  }

  /** Whether standard output is written in UTF-8. */
  public static boolean unicode() {
    String fallback = Charset.defaultCharset().name();
    return System.getProperty("stdout.encoding", fallback).equalsIgnoreCase("UTF-8");
  }
}
