// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Executable.Kernel;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.conformance.ModelCase;
import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No network of the zoo, at its smallest images, gets a reference kernel or a convolution by way of
 * GEMM. What is computed in Java, for want of a kernel or of its accuracy, is listed in the lab
 * notes; no convolution is among it. Asked for bf16, every convolution is computed in it.
 */
class ZooKernelsTest {
  private static final List<String> IN_JAVA =
      List.of(
          "softmax_cross_entropy",
          "softmax_cross_entropy.backward",
          "dropout",
          "pad",
          // Short vectors: running statistics.
          "binary",
          "binary+add");

  static Stream<Entry> entries() {
    return Zoo.entries().stream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyKernelIsAFastOne(Entry entry) {
    everyKernelIsAFastOne(entry, Precision.F32);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyKernelIsAFastOneInBf16(Entry entry) {
    assumeTrue(new OnednnBackend().supports(Precision.BF16), "this CPU has no bf16");
    everyKernelIsAFastOne(entry, Precision.BF16);
  }

  private static void everyKernelIsAFastOne(Entry entry, Precision precision) {
    ModelCase model = SmallZoo.whole(entry);
    for (Graph graph : List.of(model.stepGraph(), model.inference())) {
      try (Session session = new OnednnBackend().open(new Backend.Options(1, precision));
          Executable executable = session.compile(graph)) {
        assertThat(executable.kernels()).isNotEmpty().noneMatch(ZooKernelsTest::isSlow);
        if (precision == Precision.BF16) {
          assertThat(executable.kernels()).noneMatch(ZooKernelsTest::isWideConvolution);
        }
      }
    }
  }

  /** Whether a convolution is computed in f32; names of bf16 kernels say so, or AMX. */
  private static boolean isWideConvolution(Kernel kernel) {
    String name = kernel.implementation();
    return kernel.op().startsWith("conv2d") && !name.contains("bf16") && !name.contains("amx");
  }

  private static boolean isSlow(Kernel kernel) {
    String name = kernel.implementation();
    return name.contains("ref")
        || kernel.op().startsWith("conv2d") && name.contains("gemm")
        || name.equals("java") && !IN_JAVA.contains(kernel.op());
  }
}
