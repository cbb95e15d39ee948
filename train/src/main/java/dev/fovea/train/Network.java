// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;

/**
 * A model that can be traced for any batch size, with images {@code [batch,C,H,W]} as {@link
 * Graph#INPUT} and {@code [batch,classes]} as {@link Graph#LOGITS}.
 */
@FunctionalInterface
public interface Network {
  Graph trace(int batch, Mode mode);

  /**
   * The same for images of another size, by the same parameters.
   *
   * @param side rows and columns of the images
   * @throws FoveaException when this network takes images of one size only
   */
  default Graph trace(int batch, int side, Mode mode) {
    throw new FoveaException(
        "this network takes images of one size only, and startSize asks for %d x %d", side, side);
  }
}
