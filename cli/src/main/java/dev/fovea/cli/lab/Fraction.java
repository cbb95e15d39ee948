// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.tensor.FoveaException;
import picocli.CommandLine.ITypeConverter;

/**
 * Reads a multiplier as a decimal or a fraction: {@code 0.75}, {@code 160/224}; above 0, at most
 * 16.
 */
final class Fraction implements ITypeConverter<Double> {
  private static final double MOST = 16;

  @Override
  public Double convert(String text) {
    String[] parts = text.split("/", -1);
    try {
      double value =
          parts.length == 2
              ? Double.parseDouble(parts[0]) / Double.parseDouble(parts[1])
              : Double.parseDouble(text);
      if (value > 0 && value <= MOST) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new FoveaException(e, "'%s' is not a multiplier such as 0.75 or 3/4", text);
    }
    throw new FoveaException("%s does not lie above 0 and up to %.0f", text, MOST);
  }
}
