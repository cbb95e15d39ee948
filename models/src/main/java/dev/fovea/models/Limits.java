// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.tensor.FoveaException.check;

import java.util.List;

/**
 * What the numbers of a network may be, beyond what any machine could hold but far from where
 * products of them overflow.
 */
final class Limits {
  static final int MOST_CHANNELS = 1 << 16;

  /** Rows and columns of zeros at one side of an image. */
  static final int MOST_PADDING = 4096;

  private static final int MOST_OUTPUTS = 1 << 20;
  private static final int MOST_STAGES = 10;
  private static final int MOST_LAYERS = 1000;
  private static final double MOST_ALPHA = 1000;

  private Limits() {}

  /** Throws unless {@code alpha} can multiply the channels of a network. */
  static void checkAlpha(String network, double alpha) {
    check(alpha > 0, "%s: width alpha must be positive, was %s", network, alpha);
    check(
        alpha <= MOST_ALPHA,
        "%s: width alpha must be at most %.0f, was %s",
        network,
        MOST_ALPHA,
        alpha);
  }

  /** Throws unless {@code option} can be a number of channels. */
  static void checkChannels(String network, String option, int channels) {
    check(
        channels >= 1 && channels <= MOST_CHANNELS,
        "%s: %s must be from 1 to %d channels, was %d",
        network,
        option,
        MOST_CHANNELS,
        channels);
  }

  /** Throws unless {@code option} can be a number of layers of one kind. */
  static void checkLayers(String network, String option, int layers) {
    checkRange(network, option, layers, 1, MOST_LAYERS);
  }

  /** Throws unless {@code option} can be a number of outputs of a fully connected layer. */
  static void checkOutputs(String network, String option, int outputs) {
    checkRange(network, option, outputs, 1, MOST_OUTPUTS);
  }

  static void checkRange(String network, String option, int value, int least, int most) {
    check(
        value >= least && value <= most,
        "%s: %s must be from %d to %d, was %d",
        network,
        option,
        least,
        most,
        value);
  }

  /** Throws unless each stage has a layer: a stage without any would not be there. */
  static void checkStages(String network, String option, List<Integer> layers) {
    check(
        !layers.isEmpty()
            && layers.size() <= MOST_STAGES
            && layers.stream().allMatch(n -> n >= 1 && n <= MOST_LAYERS),
        "%s: %s must be from 1 to %d in each of at most %d stages, were %s",
        network,
        option,
        MOST_LAYERS,
        MOST_STAGES,
        layers);
  }

  /** Throws unless {@code rate} leaves something. */
  static void checkDropout(String network, double rate) {
    check(rate >= 0 && rate < 1, "%s: dropout must lie in [0, 1), was %s", network, rate);
  }
}
