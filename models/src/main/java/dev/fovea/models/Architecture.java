// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import dev.fovea.nn.Block;

/** A network up to its number of classes: the options of a family, as a record of their values. */
public interface Architecture {
  /** The network, from images [N,C,H,W] to logits [N,classes]. */
  Block block(int classes);
}
