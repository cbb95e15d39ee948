// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

/** Puts a part of another image into an image; its target is mixed in the same share. */
public sealed interface Mixing permits Mixup, Cutmix {
  /**
   * Mixes {@code other} into {@code own}.
   *
   * @return the share of {@code own} that is left, 0 to 1
   */
  double mix(Pixels own, Pixels other, Dice dice);
}
