// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;

/**
 * A model that can be traced for any batch size, with images {@code [batch,C,H,W]} as {@link
 * Graph#INPUT} and {@code [batch,classes]} as {@link Graph#LOGITS}.
 */
@FunctionalInterface
public interface Network {
  Graph trace(int batch, Mode mode);
}
