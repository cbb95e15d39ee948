// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.util.Locale;

/**
 * A mistake in what the user asked for or gave: the message is one line that names the thing, the
 * numbers and the fix, and is shown to users as it stands.
 */
public class FoveaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FoveaException(String format, Object... args) {
    super(args.length == 0 ? format : String.format(Locale.ROOT, format, args));
  }

  public FoveaException(Throwable cause, String format, Object... args) {
    super(args.length == 0 ? format : String.format(Locale.ROOT, format, args), cause);
  }

  /** Throws unless {@code condition} holds. */
  public static void check(boolean condition, String format, Object... args) {
    if (!condition) {
      throw new FoveaException(format, args);
    }
  }
}
