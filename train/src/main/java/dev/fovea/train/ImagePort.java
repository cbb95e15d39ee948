// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.data.loader.Batch;
import dev.fovea.ir.Graph;

/** Where the images of a batch enter an executable. */
final class ImagePort {
  private final Port port;
  private final int batch;
  private float[] exact;

  ImagePort(Executable executable) {
    port = executable.input(Graph.INPUT);
    batch = port.type().dim(0);
  }

  /** Images that a run takes. */
  int batch() {
    return batch;
  }

  void write(Batch images) {
    int length = images.size() * images.shape().bytes();
    if (images.images().length == length) {
      port.write(images.images());
      return;
    }
    // The last batch of an epoch fills only the beginning of its array; ports take whole arrays.
    if (exact == null) {
      exact = new float[length];
    }
    System.arraycopy(images.images(), 0, exact, 0, length);
    port.write(exact);
  }
}
