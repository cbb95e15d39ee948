// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.util.Locale;

/** Numbers as people read them. */
public final class Units {
  private static final String[] PREFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};

  private Units() {}

  /** A count with separators between thousands: {@code 61,706}. */
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Bytes with a binary prefix: {@code 29.4 MiB}. */
  public static String bytes(long n) {
    double value = n;
    int prefix = 0;
    while (Math.abs(value) >= 1024 && prefix < PREFIXES.length - 1) {
      value /= 1024;
      prefix++;
    }
    String form = prefix == 0 || Math.abs(value) >= 100 ? "%.0f" : "%.1f";
    return String.format(Locale.ROOT, form, value) + " " + PREFIXES[prefix] + "B";
  }

  /** A decimal number with that many digits behind the point, thousands separated. */
  public static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** A fraction as a percentage: {@code 82.45 %}. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }
}
