// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether this machine can draw text. Java takes fonts from system libraries that small containers
 * lack, and says so in errors of many kinds.
 */
public final class Fonts {
  private static final List<String> SIGNS =
      List.of("fontmanager", "fontconfig", "freetype", "harfbuzz", "sun.font", "libawt");

  /** What to do about it. */
  public static final String FIX =
      "install the system's font libraries, in Debian: apt-get install fontconfig libfreetype6"
          + " libharfbuzz0b";

  private Fonts() {}

  /** Tries; what is missing, or empty when text can be drawn. */
  public static Optional<String> missing() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    try {
      Graphics2D brush = image.createGraphics();
      brush.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
      brush.drawString("a", 2, 12);
      brush.dispose();
      return Optional.empty();
    } catch (RuntimeException | LinkageError | InternalError e) {
      return Optional.of(trouble(e).orElseGet(e::toString));
    }
  }

  /** What is missing and what to do about it, if that is why something failed. */
  public static Optional<String> explained(Throwable failure) {
    return trouble(failure).map(what -> what + "; " + FIX);
  }

  private static Optional<String> trouble(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage());
    boolean fonts =
        speaksOfFonts(said)
            || Arrays.stream(cause.getStackTrace()).anyMatch(f -> speaksOfFonts(f.getClassName()));
    return fonts
        ? Optional.of("Java cannot draw text here (%s)".formatted(said.split("\\R")[0]))
        : Optional.empty();
  }

  /** One line for a failure while drawing, whatever it is. */
  public static String reason(Throwable failure) {
    return explained(failure).orElseGet(() -> failure.toString().split("\\R")[0]);
  }

  private static boolean speaksOfFonts(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return SIGNS.stream().anyMatch(lower::contains);
  }
}
