// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Window;
import picocli.CommandLine.ITypeConverter;

/**
 * How far a window reaches over the border (notes T4).
 *
 * @param same whether as far as keeps the size at stride 1; then {@code amount} says nothing
 * @param amount rows and columns added on every side
 */
public record Padding(boolean same, int amount) {
  private static final int MOST = 4096;

  /** The window with this padding. */
  public Window on(Window window) {
    return same ? window.same() : window.pad(amount);
  }

  @Override
  public String toString() {
    return same ? "same" : amount == 0 ? "valid" : String.valueOf(amount);
  }

  /** Reads {@code valid}, {@code same} or a number. */
  public static final class Text implements ITypeConverter<Padding> {
    @Override
    public Padding convert(String text) {
      if (text.equals("valid") || text.equals("same")) {
        return new Padding(text.equals("same"), 0);
      }
      try {
        int amount = Integer.parseInt(text);
        if (amount >= 0 && amount <= MOST) {
          return new Padding(false, amount);
        }
      } catch (NumberFormatException e) {
        throw new FoveaException(e, "'%s' is not valid, same or a number", text);
      }
      throw new FoveaException("padding %s does not lie within 0 to %d", text, MOST);
    }
  }
}
