// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import static dev.fovea.nn.Blocks.conv;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Window;

/**
 * A convolutional layer of one filter, run by a backend.
 *
 * @param window size, stride and padding
 */
record Correlation(Window window, Backend backend, int threads) {
  /**
   * Sums over channels and window (notes T1, T6).
   *
   * @param image channel by channel, {@code channels x height x width}
   * @param weights for each channel, in the window's rows
   */
  Matrix of(float[] image, int channels, int height, int width, float[] weights) {
    Tensor x = Tensor.of(Shape.of(1, channels, height, width), image);
    Shape filter = Shape.of(1, channels, window.h().size(), window.w().size());
    Graph graph = Trace.of("filter", conv(1, window).noBias(), x.type(), Mode.INFER);
    try (Session session = backend.open(Backend.Options.f32(threads));
        Executable executable = session.compile(graph)) {
      session.write("weight", Tensor.of(filter, weights));
      executable.input(Graph.INPUT).write(x);
      executable.run();
      Tensor y = executable.output(Graph.LOGITS).read();
      return new Matrix(y.shape().dim(2), y.shape().dim(3), y.floats());
    }
  }
}
