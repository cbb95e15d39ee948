// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Executable.Kernel;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import dev.fovea.train.preset.Preset;
import dev.fovea.train.preset.Presets;
import dev.fovea.train.recipe.Recipe;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No recipe gets a reference kernel or a convolution by way of GEMM at its own images and batches,
 * nor, where it is asked for bf16, a convolution in f32. Kernels are chosen by size too, and those
 * of the zoo's other tests are small: at 128 images AlexNet's first weight gradient once fell to
 * one over a thousand times as slow.
 */
class RecipeKernelsTest {
  private static final int CLASSES = 10;
  private static final int TEST_IMAGES = 10_000;

  static Stream<Arguments> recipes() {
    return Presets.all().stream()
        .flatMap(preset -> Stream.of(Precision.F32, Precision.BF16).map(p -> arguments(preset, p)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyKernelIsAFastOne(Preset preset, Precision precision) {
    assumeTrue(Backend.named("onednn").supports(precision), "this CPU has no bf16");
    int batch = preset.recipe().batch();
    int trainImages = isCifar(preset) ? 50_000 : 60_000;
    // The full batch first, as in training: it decides the layout of the weights.
    assertFast(precision, batches(trainImages, batch).map(b -> step(preset, b)));
    assertFast(precision, batches(TEST_IMAGES, batch).map(b -> trace(preset, b, Mode.INFER)));
  }

  /** A full batch, and the last one if it is smaller. */
  private static Stream<Integer> batches(int images, int batch) {
    return Stream.of(batch, images % batch).filter(b -> b > 0);
  }

  private static boolean isCifar(Preset preset) {
    return preset.data().startsWith("cifar");
  }

  private static Graph step(Preset preset, int batch) {
    Recipe recipe = preset.recipe();
    return TrainingStep.of(
        trace(preset, batch, Mode.TRAIN), recipe.loss(), recipe.optimizer(1), recipe.groups());
  }

  private static Graph trace(Preset preset, int batch, Mode mode) {
    Entry entry = Zoo.named(preset.model());
    int channels = isCifar(preset) ? 3 : 1;
    int size = preset.recipe().size() == 0 ? entry.input().dim(1) : preset.recipe().size();
    return entry.trace(Shape.of(channels, size, size), batch, CLASSES, mode);
  }

  private static void assertFast(Precision precision, Stream<Graph> graphs) {
    try (Session session = Backend.named("onednn").open(new Backend.Options(2, precision))) {
      graphs.forEach(
          graph -> {
            try (Executable executable = session.compile(graph)) {
              assertThat(executable.kernels()).isNotEmpty().noneMatch(RecipeKernelsTest::isSlow);
              if (precision == Precision.BF16) {
                assertThat(executable.kernels()).noneMatch(RecipeKernelsTest::isWideConvolution);
              }
            }
          });
    }
  }

  /** Whether a convolution is computed in f32; names of bf16 kernels say so, or AMX. */
  private static boolean isWideConvolution(Kernel kernel) {
    String name = kernel.implementation();
    return kernel.op().startsWith("conv2d") && !name.contains("bf16") && !name.contains("amx");
  }

  private static boolean isSlow(Kernel kernel) {
    String name = kernel.implementation();
    return name.contains("ref") || kernel.op().startsWith("conv2d") && name.contains("gemm");
  }
}
