// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network takes over from weights that were trained before (transfer learning, notes T52):
 * every parameter and buffer whose path and shape are its own, doubles as floats. The others, such
 * as the head where the classes are others, are drawn as in any training.
 *
 * @param taken by path, in the network's order
 * @param drawn what the weights do not have for the network
 * @param unused paths of weights that the network has no place for
 */
public record Transfer(Weights taken, List<Drawn> drawn, List<String> unused) {
  /** What PyTorch's DataParallel puts before every path. */
  private static final String WRAPPED = "module.";

  /**
   * A parameter or buffer of the network.
   *
   * @param types what it is there, and what the weights have under its path
   */
  public record Drawn(String path, String types) {
    private static Drawn of(Op.Leaf leaf, Tensor other) {
      String there = other == null ? "not there" : other.type() + " there";
      return new Drawn(leaf.path(), "%s (%s)".formatted(leaf.type(), there));
    }

    @Override
    public String toString() {
      return path + " " + types;
    }
  }

  public Transfer {
    drawn = List.copyOf(drawn);
    unused = List.copyOf(unused);
  }

  /**
   * Holds weights against a network.
   *
   * @throws dev.fovea.tensor.FoveaException when no convolution or linear layer takes its weights
   *     from them, or a value that would be taken is not finite
   */
  public static Transfer of(Weights weights, Graph network) {
    Map<String, Tensor> offered = unwrapped(weights.tensors());
    Set<String> unused = new LinkedHashSet<>(offered.keySet());
    Map<String, Tensor> taken = new LinkedHashMap<>();
    List<Drawn> drawn = new ArrayList<>();
    boolean learnt = false;
    for (Node node : network.nodes()) {
      if (node.op() instanceof Op.Stateful leaf) {
        Tensor other = offered.get(leaf.path());
        unused.remove(leaf.path());
        Tensor tensor = other == null ? null : single(other);
        if (tensor == null || !tensor.type().equals(leaf.type())) {
          drawn.add(Drawn.of(leaf, other));
          continue;
        }
        check(Finite.all(tensor), "%s holds a value that is not finite", leaf.path());
        taken.put(leaf.path(), tensor);
        learnt |= leaf instanceof Parameter p && p.role() == Parameter.Role.WEIGHT;
      }
    }
    check(
        learnt,
        "these %d tensors hold no convolution or linear layer of the network: %s",
        offered.size(),
        drawn.isEmpty() ? "it has none" : drawn.get(0));
    return new Transfer(new Weights(taken), drawn, List.copyOf(unused));
  }

  /** Doubles rounded to floats, which is what networks are made of. */
  private static Tensor single(Tensor tensor) {
    if (tensor.type().dtype() != DType.F64) {
      return tensor;
    }
    Tensor rounded = Tensor.zeros(new TensorType(DType.F32, tensor.shape()));
    for (int i = 0; i < tensor.length(); i++) {
      rounded.floats()[i] = (float) tensor.doubles()[i];
    }
    return rounded;
  }

  private static Map<String, Tensor> unwrapped(Map<String, Tensor> tensors) {
    if (!tensors.keySet().stream().allMatch(path -> path.startsWith(WRAPPED))) {
      return tensors;
    }
    Map<String, Tensor> plain = new LinkedHashMap<>();
    tensors.forEach((path, tensor) -> plain.put(path.substring(WRAPPED.length()), tensor));
    return plain;
  }
}
