// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The values of a network by the paths of its layers. */
record Layers(Graph graph) {
  /** The value that the layer of a path gives: the last one of the path or of its parts. */
  Result of(String path) {
    Optional<Node> last =
        maps().filter(n -> n.path().equals(path) || n.path().startsWith(path + ".")).reduce(last());
    if (last.isEmpty()) {
      List<String> known = paths();
      boolean flat = graph.nodes().stream().anyMatch(n -> n.path().equals(path));
      FoveaException.check(
          !flat,
          "layer '%s' gives no maps but single numbers; layers with maps are %s",
          path,
          String.join(", ", shortened(known)));
      throw Nearest.unknown("layer", path, known);
    }
    return last.get().result();
  }

  /** Where Grad-CAM looks: the last value that still has rows and columns. */
  Optional<Result> lastMaps() {
    return maps().filter(Layers::isSpread).reduce(last()).map(Node::result);
  }

  /** The first convolution. */
  Optional<Node> firstConvolution() {
    return graph.nodes().stream().filter(n -> n.op() instanceof Conv2d).findFirst();
  }

  /** The path of a convolution's weights. */
  Optional<String> weights(Node convolution) {
    return graph.op(convolution.inputs().get(1)) instanceof Parameter p
        ? Optional.of(p.path())
        : Optional.empty();
  }

  /** Paths of all layers that give maps, in order. */
  List<String> paths() {
    return maps().map(Node::path).filter(path -> !path.isEmpty()).distinct().toList();
  }

  /** The path of a value, or what computes it where it has none. */
  String name(Result value) {
    Node node = graph.node(value);
    return node.path().isEmpty() ? node.op().mnemonic() : node.path();
  }

  private static List<String> shortened(List<String> paths) {
    return paths.size() <= 12 ? paths : paths.subList(0, 12);
  }

  private Stream<Node> maps() {
    return graph.nodes().stream()
        .filter(n -> !(n.op() instanceof Op.Leaf) && n.result().type().rank() == 4);
  }

  private static boolean isSpread(Node node) {
    return node.result().type().dim(2) > 1 || node.result().type().dim(3) > 1;
  }

  private static java.util.function.BinaryOperator<Node> last() {
    return (first, second) -> second;
  }
}
