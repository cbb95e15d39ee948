// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import dev.fovea.train.Network;

/**
 * A model of the zoo or of a file, for square images.
 *
 * @param size rows and columns of the images
 */
record ZooNetwork(Entry model, int channels, int size, int classes) implements Network {
  @Override
  public Graph trace(int batch, Mode mode) {
    return trace(batch, size, mode);
  }

  @Override
  public Graph trace(int batch, int side, Mode mode) {
    return model.trace(Shape.of(channels, side, side), batch, classes, mode);
  }
}
