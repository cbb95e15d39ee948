// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.formats.model.ModelFile;
import dev.fovea.formats.model.ModelText;
import dev.fovea.models.Entry;
import dev.fovea.models.GoogLeNet;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every network of the zoo as a file: the same graph, the same again with other classes. */
class ZooFilesTest {
  @TestFactory
  Stream<DynamicTest> everyNetworkReadsBackToAnEqualGraph() {
    Entry helped = Zoo.named("googlenet");
    GoogLeNet net = (GoogLeNet) helped.architecture();
    return Stream.concat(Zoo.entries().stream(), Stream.of(helped.with(net.auxiliary(true))))
        .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> readsBack(entry)));
  }

  private static void readsBack(Entry entry) {
    Shape image = entry.input();
    String text =
        ModelText.of(
            entry.name(),
            image,
            entry.classes(),
            (batch, classes, mode) -> entry.trace(image, batch, classes, mode));
    ModelFile file = ModelFile.parse(entry.name() + ".yaml", text);
    assertThat(file.name()).isEqualTo(entry.name());
    assertThat(file.input()).isEqualTo(image);
    assertThat(file.classes()).isEqualTo(entry.classes());
    TensorType input = TensorType.f32(3, image.dim(0), image.dim(1), image.dim(2));
    for (Mode mode : Mode.values()) {
      for (int classes : new int[] {7}) {
        assertThat(Trace.of(entry.name(), file.block(classes), input, mode).toString())
            .as("%s, %d classes", mode, classes)
            .isEqualTo(entry.trace(image, 3, classes, mode).toString());
      }
    }
  }
}
