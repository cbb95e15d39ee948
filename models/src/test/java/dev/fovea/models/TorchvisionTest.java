// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.op.Op;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names, shapes and order of the state are torchvision's, so that its checkpoints load as they are.
 * The lists were written by torchvision 0.14.1, a module a line; its {@code num_batches_tracked}
 * are no tensors of a graph: the file formats add and drop them.
 */
class TorchvisionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg11",
        "vgg11_bn",
        "vgg13",
        "vgg13_bn",
        "vgg16",
        "vgg16_bn",
        "vgg19",
        "vgg19_bn",
        "googlenet",
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "resnet152",
        "densenet121",
        "densenet161",
        "densenet169",
        "densenet201",
        "mobilenet_v2",
        "mobilenet_v3_large",
        "mobilenet_v3_small",
        "inception_v3",
      })
  void stateIsTorchvisions(String name) {
    for (Mode mode : Mode.values()) {
      assertThat(state(Zoo.named(name).trace(2, mode))).isEqualTo(listed(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "googlenet")
  void stateWithAuxiliaryClassifiersIsTorchvisions(String name) {
    Entry entry = Zoo.named(name);
    GoogLeNet net = ((GoogLeNet) entry.architecture()).auxiliary(true);
    for (Mode mode : Mode.values()) {
      assertThat(state(entry.with(net).trace(2, mode))).isEqualTo(listed(name + "_aux"));
    }
  }

  private static List<String> state(Graph graph) {
    return graph.leaves(Op.Stateful.class).stream()
        .map(node -> ((Op.Leaf) node.op()).path() + node.types().get(0).shape())
        .toList();
  }

  private static List<String> listed(String name) {
    List<String> tensors = new ArrayList<>();
    for (String line : resource("/torchvision/" + name + ".txt").split("\n")) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        if (!words[i].equals("num_batches_tracked[]")) {
          tensors.add(words[0] + "." + words[i]);
        }
      }
    }
    return tensors;
  }

  private static String resource(String path) {
    try (InputStream in = TorchvisionTest.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
