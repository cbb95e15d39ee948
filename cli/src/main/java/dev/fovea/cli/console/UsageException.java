// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import dev.fovea.tensor.FoveaException;

/** A mistake on the command line itself, found after parsing; ends with exit code 2. */
public final class UsageException extends FoveaException {
  private static final long serialVersionUID = 1L;

  public UsageException(String format, Object... args) {
    super(format, args);
  }

  /** The same mistake, found on the command line. */
  public static UsageException of(FoveaException mistake) {
    return new UsageException("%s", mistake.getMessage());
  }

  /** Throws unless {@code holds}. */
  public static void require(boolean holds, String format, Object... args) {
    if (!holds) {
      throw new UsageException(format, args);
    }
  }
}
