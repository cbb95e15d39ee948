// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/**
 * How a window slides over an image.
 *
 * @param stride step between windows
 * @param dilation step between a window's elements; 1 is dense
 * @param padLow zeros added above and to the left
 * @param padHigh zeros added below and to the right
 */
public record Sliding(Size stride, Size dilation, Size padLow, Size padHigh) {
  /** A dense window with the same padding on all sides. */
  public static Sliding of(long stride, long pad) {
    return new Sliding(Size.square(stride), Size.ONE, Size.square(pad), Size.square(pad));
  }
}
