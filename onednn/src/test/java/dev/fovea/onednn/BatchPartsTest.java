// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Executable.Kernel;
import dev.fovea.backend.Session;
import dev.fovea.conformance.ModelCase;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts add up to is compared with the reference in {@code ConvolutionCases}. */
class BatchPartsTest {
  /** Of 768 channels over 512 x 512 two images are below oneDNN's limit of 2 GiB, three above. */
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 2", "4, 2", "7, 4"})
  void weightGradientsAreDividedOnlyAsFarAsFastKernelsAsk(int batch, int parts) {
    Block net =
        Sequential.of()
            .then("c", conv(768, 8).stride(32))
            .then("p", globalAveragePool())
            .then("fc", linear(3));
    TensorType images = TensorType.f32(batch, 1, 512, 512);
    ModelCase model =
        new ModelCase(
            "net",
            Trace.of("net", net, images, Mode.INFER),
            Trace.of("net", net, images, Mode.TRAIN));
    try (Session session = new OnednnBackend().open(Backend.Options.f32(1));
        Executable step = session.compile(model.stepGraph())) {
      List<String> gradients =
          step.kernels().stream()
              .filter(k -> k.op().startsWith("conv2d.backward_weights"))
              .map(Kernel::implementation)
              .toList();
      assertThat(gradients).noneMatch(i -> i.contains("ref") || i.contains("gemm"));
      assertThat(gradients).filteredOn(i -> i.startsWith("jit:avx512")).hasSize(parts);
    }
  }
}
