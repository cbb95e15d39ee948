// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions: every channel count, stride, padding, dilation and grouping that kernels tell
 * apart.
 */
final class ConvolutionCases {
  /**
   * Below, at and above the widths of vectors and blocks, and multiples of 8 that are none of 16.
   */
  static final int[] CHANNELS = {1, 3, 6, 10, 16, 17, 24, 40};

  private final List<OpCase> cases = new ArrayList<>();

  private ConvolutionCases() {}

  static List<OpCase> all() {
    ConvolutionCases all = new ConvolutionCases();
    all.channels();
    all.windows();
    all.groups();
    all.models();
    all.large();
    return all.cases;
  }

  private void channels() {
    for (int in : CHANNELS) {
      for (int out : CHANNELS) {
        add(Window.of(3).pad(1), 1, 2, in, out, 7, 6, (in + out) % 2 == 0);
      }
      add(Window.of(1), 1, 2, in, 17, 5, 5, true);
      add(Window.of(5).pad(2).stride(2), 1, 1, in, 16, 9, 11, false);
    }
  }

  private void windows() {
    for (int stride = 1; stride <= 4; stride++) {
      for (int size : new int[] {1, 2, 3, 5, 7}) {
        add(Window.of(size).stride(stride).pad(size / 2), 1, 2, 3, 10, 11, 12, true);
      }
      add(Window.of(3).stride(stride, 5 - stride), 1, 2, 16, 16, 12, 13, false);
      add(Window.of(3, 5).stride(stride).pad(0, 2, 1, 3), 1, 2, 6, 16, 10, 9, true);
    }
    add(Window.of(1, 7).pad(0, 3), 1, 2, 16, 24, 8, 8, false);
    add(Window.of(7, 1).pad(3, 0), 1, 2, 24, 16, 8, 8, true);
    add(Window.of(2, 3).stride(3, 1).pad(1, 0, 0, 2), 1, 3, 6, 6, 9, 9, true);
    add(Window.of(3).pad(1, 0, 0, 1), 1, 2, 17, 6, 6, 6, false);
    add(Window.of(3).pad(3), 1, 1, 3, 6, 4, 4, true);
    for (int dilation : new int[] {2, 3}) {
      add(Window.of(3).dilation(dilation).pad(dilation), 1, 2, 10, 16, 11, 11, true);
      add(Window.of(3, 2).dilation(dilation, 1).stride(2), 1, 2, 16, 17, 13, 9, false);
    }
    add(Window.of(5), 1, 3, 16, 10, 5, 5, true);
    add(Window.of(4, 6), 1, 1, 3, 1, 4, 6, false);
    add(Window.of(3).stride(4), 1, 2, 24, 40, 3, 3, true);
    add(Window.of(1), 1, 1, 1, 1, 1, 1, true);
    add(Window.of(3).pad(1), 1, 5, 40, 3, 1, 1, true);
    add(Window.of(3, 1).stride(1, 2).pad(1, 0), 1, 2, 3, 6, 5, 1, true);
    add(Window.of(1, 3).stride(2, 1).pad(0, 1), 1, 2, 3, 6, 1, 5, true);
    add(Window.of(1).stride(3), 1, 2, 16, 24, 8, 7, false);
  }

  private void groups() {
    for (int channels : CHANNELS) {
      for (int stride = 1; stride <= 2; stride++) {
        add(Window.of(3).pad(1).stride(stride), channels, 2, channels, channels, 9, 8, stride == 1);
      }
      add(Window.of(5).pad(2), channels, 1, channels, 2 * channels, 6, 6, true);
    }
    add(Window.of(3).pad(1).stride(3), 16, 2, 16, 16, 10, 10, false);
    add(Window.of(3).pad(0, 1, 0, 1).stride(2), 24, 2, 24, 24, 8, 8, true);
    add(Window.of(3).dilation(2).pad(2), 40, 2, 40, 40, 7, 7, false);
    add(Window.of(3).pad(1), 2, 2, 6, 10, 7, 7, true);
    add(Window.of(3).pad(1), 3, 2, 24, 6, 7, 7, false);
    add(Window.of(3).pad(1).stride(2), 2, 2, 40, 24, 8, 8, true);
    add(Window.of(1), 4, 2, 16, 40, 5, 5, true);
    add(Window.of(5).pad(2), 2, 1, 96, 64, 6, 6, true);
    add(Window.of(3).pad(1), 32, 1, 64, 64, 5, 5, false);
  }

  /** Layers as they stand in known models, with smaller maps. */
  private void models() {
    add(Window.of(5).pad(2), 1, 4, 1, 6, 28, 28, true);
    add(Window.of(5), 1, 4, 6, 16, 14, 14, true);
    add(Window.of(11).stride(4), 1, 1, 3, 24, 31, 31, true);
    add(Window.of(7).stride(2).pad(3), 1, 1, 3, 64, 20, 20, false);
    add(Window.of(3).pad(1), 1, 1, 64, 64, 8, 8, false);
    add(Window.of(1).stride(2), 1, 2, 64, 128, 8, 8, false);
    add(Window.of(1), 1, 2, 128, 32, 4, 4, false);
  }

  /** More than 2 GiB if the result had the source's extent: three images are too many, two not. */
  private void large() {
    add(Window.of(8).stride(32), 1, 3, 1, 768, 512, 512, true);
  }

  private void add(
      Window window, int groups, int n, int in, int out, int height, int width, boolean bias) {
    Operand x = Operand.input(n, in, height, width);
    Operand w = Operand.parameter(out, in / groups, window.h().size(), window.w().size());
    Conv2d op = new Conv2d(window, groups);
    cases.add(bias ? OpCase.of(op, x, w, Operand.parameter(out)) : OpCase.of(op, x, w));
  }
}
