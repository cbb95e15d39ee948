// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

/** How an image of other proportions comes to a size. */
public enum ResizeMode {
  /** Each side by itself: everything stays in sight, proportions change. */
  STRETCH,
  /** Proportions kept, the size covered; what reaches over it on two sides is cut off evenly. */
  CROP,
  /** Proportions kept, everything in sight; black fills what is left on two sides. */
  LETTERBOX
}
