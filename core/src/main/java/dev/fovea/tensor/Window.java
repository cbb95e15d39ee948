// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spatial extent of a convolution or pool: a vertical and a horizontal {@link Axis}. */
public record Window(Axis h, Axis w) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d+)x(\\d+)(?: stride (\\d+)x(\\d+))?"
              + "(?: pad (\\d+):(\\d+)x(\\d+):(\\d+))?(?: dilation (\\d+)x(\\d+))?");

  /** A square window with stride 1 and no padding. */
  public static Window of(int size) {
    return of(size, size);
  }

  public static Window of(int height, int width) {
    return new Window(Axis.of(height), Axis.of(width));
  }

  public Window stride(int s) {
    return stride(s, s);
  }

  public Window stride(int sh, int sw) {
    return new Window(
        new Axis(h.size(), sh, h.padLo(), h.padHi(), h.dilation()),
        new Axis(w.size(), sw, w.padLo(), w.padHi(), w.dilation()));
  }

  /** Symmetric padding, the same on both axes. */
  public Window pad(int p) {
    return pad(p, p);
  }

  /** Symmetric padding by axis. */
  public Window pad(int ph, int pw) {
    return pad(ph, ph, pw, pw);
  }

  /** Padding above, below, left and right. */
  public Window pad(int top, int bottom, int left, int right) {
    return new Window(h.withPad(top, bottom), w.withPad(left, right));
  }

  public Window dilation(int d) {
    return dilation(d, d);
  }

  public Window dilation(int dh, int dw) {
    return new Window(
        new Axis(h.size(), h.stride(), h.padLo(), h.padHi(), dh),
        new Axis(w.size(), w.stride(), w.padLo(), w.padHi(), dw));
  }

  /**
   * Padding that keeps the size at stride 1: {@code extent - 1} in all, the odd element behind (as
   * Keras's "same" does).
   */
  public Window same() {
    int eh = h.extent() - 1;
    int ew = w.extent() - 1;
    return pad(eh / 2, eh - eh / 2, ew / 2, ew - ew / 2);
  }

  /** Taps: height times width. */
  public long taps() {
    return (long) h.size() * w.size();
  }

  public boolean isDilated() {
    return h.dilation() > 1 || w.dilation() > 1;
  }

  public boolean isPadded() {
    return h.padLo() > 0 || h.padHi() > 0 || w.padLo() > 0 || w.padHi() > 0;
  }

  /**
   * For example {@code 3x3 stride 2x2 pad 1:1x1:1 dilation 1x1}, the parts that are default left
   * out.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(h.size()).append('x').append(w.size());
    if (h.stride() != 1 || w.stride() != 1) {
      text.append(" stride ").append(h.stride()).append('x').append(w.stride());
    }
    if (isPadded()) {
      text.append(" pad ").append(h.padLo()).append(':').append(h.padHi());
      text.append('x').append(w.padLo()).append(':').append(w.padHi());
    }
    if (isDilated()) {
      text.append(" dilation ").append(h.dilation()).append('x').append(w.dilation());
    }
    return text.toString();
  }

  /** Size and stride alone: {@code 3x3}, {@code 3x3/2}. */
  public String brief() {
    String steps =
        h.stride() == w.stride() ? "/" + h.stride() : "/" + h.stride() + "x" + w.stride();
    return h.size() + "x" + w.size() + (steps.equals("/1") ? "" : steps);
  }

  /** Reads the form {@link #toString} prints. */
  public static Window parse(String text) {
    Matcher m = TEXT.matcher(text);
    FoveaException.check(
        m.matches(), "'%s' is not a window, expected for example 3x3 stride 2x2 pad 1:1x1:1", text);
    Window window = Window.of(number(m, 1, 1), number(m, 2, 1));
    return window
        .stride(number(m, 3, 1), number(m, 4, 1))
        .pad(number(m, 5, 0), number(m, 6, 0), number(m, 7, 0), number(m, 8, 0))
        .dilation(number(m, 9, 1), number(m, 10, 1));
  }

  private static int number(Matcher m, int group, int otherwise) {
    try {
      return m.group(group) == null ? otherwise : Integer.parseInt(m.group(group));
    } catch (NumberFormatException e) {
      throw new FoveaException(e, "%s is too great for a window", m.group(group));
    }
  }
}
