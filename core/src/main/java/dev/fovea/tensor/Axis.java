// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static dev.fovea.tensor.FoveaException.check;

/**
 * One spatial axis of a sliding window: the one place of the output-size and receptive-field
 * formulas, shared by convolution and pooling.
 *
 * @param size taps of the window
 * @param stride step between two positions
 * @param padLo elements added before the first one
 * @param padHi elements added after the last one
 * @param dilation distance between two taps; 1 is dense
 */
public record Axis(int size, int stride, int padLo, int padHi, int dilation) {
  public Axis {
    check(size > 0, "window: size must be positive, was %d", size);
    check(stride > 0, "window: stride must be positive, was %d", stride);
    check(padLo >= 0 && padHi >= 0, "window: padding must not be negative: %d:%d", padLo, padHi);
    check(dilation > 0, "window: dilation must be positive, was %d", dilation);
    check(
        dilation * (size - 1L) < Integer.MAX_VALUE,
        "window: %d taps at dilation %d reach over more than %d elements",
        size,
        dilation,
        Integer.MAX_VALUE);
  }

  public static Axis of(int size) {
    return new Axis(size, 1, 0, 0, 1);
  }

  /** Elements from the first tap to the last, both included: {@code dilation (size - 1) + 1}. */
  public int extent() {
    return dilation * (size - 1) + 1;
  }

  /** Output size {@code floor((n + padLo + padHi - extent) / stride) + 1}. */
  public int out(int n) {
    long room = room(n);
    checkFits(room >= 0, n);
    return checked(room / stride + 1, n);
  }

  /**
   * Output size when the last window may hang over the end: {@code ceil} instead of {@code floor},
   * less one if that window would start inside the padding behind the input (PyTorch's rule). Even
   * the first window may hang over.
   */
  public int outCeil(int n) {
    long ceil = Math.floorDiv(room(n) + stride - 1, (long) stride) + 1;
    long outs = (ceil - 1) * stride >= (long) n + padLo ? ceil - 1 : ceil;
    checkFits(outs > 0, n);
    return checked(outs, n);
  }

  /**
   * Steps of one element that the window can take within the padded input; in long, as sizes and
   * padding may both be near the greatest int.
   */
  private long room(int n) {
    return (long) n + padLo + padHi - extent();
  }

  private int checked(long outs, int n) {
    check(
        outs <= Integer.MAX_VALUE,
        "is too large: %d elements with padding %d:%d give %d outputs, more than %d",
        n,
        padLo,
        padHi,
        outs,
        Integer.MAX_VALUE);
    return (int) outs;
  }

  private void checkFits(boolean fits, int n) {
    check(
        fits,
        "is too small: a window of %d does not fit an input of %d with padding %d:%d",
        extent(),
        n,
        padLo,
        padHi);
  }

  /** Padding behind the input that makes {@link #out} give {@code outputs}. */
  public int padHiFor(int n, int outputs) {
    return Math.toIntExact(Math.max(0, (outputs - 1L) * stride + extent() - n - padLo));
  }

  /**
   * Receptive field after this window, from field {@code r} and jump {@code j} before: {@code r +
   * (extent - 1) j}.
   */
  public long receptiveField(long r, long j) {
    return r + (extent() - 1L) * j;
  }

  public Axis withPad(int lo, int hi) {
    return new Axis(size, stride, lo, hi, dilation);
  }
}
