// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Buffer;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Tensors by dotted path, in order: the parameters and buffers of a model, which never owns them.
 * Immutable; reading and writing files is somebody else's job.
 */
public record Weights(Map<String, Tensor> tensors) {
  public Weights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * The starting values of every parameter and buffer of {@code graph}, each a function of (seed,
   * path, shape).
   *
   * @param recipe the initialiser of a parameter; {@link Parameter#init} for the model's own
   */
  public static Weights initial(Graph graph, long seed, Function<Parameter, Init> recipe) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Parameter p) {
        tensors.put(p.path(), recipe.apply(p).draw(seed, p.path(), p.type().shape()));
      } else if (node.op() instanceof Buffer b) {
        tensors.put(b.path(), b.init().draw(seed, b.path(), b.type().shape()));
      }
    }
    return new Weights(tensors);
  }

  public Tensor get(String path) {
    Tensor tensor = tensors.get(path);
    FoveaException.check(tensor != null, "there are no weights for '%s'", path);
    return tensor;
  }

  /**
   * Throws, naming the path and the shapes, unless these weights are just those of {@code graph}.
   */
  public void checkFits(Graph graph) {
    int wanted = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Parameter || node.op() instanceof Buffer) {
        Op.Leaf leaf = (Op.Leaf) node.op();
        Tensor tensor = tensors.get(leaf.path());
        FoveaException.check(
            tensor != null,
            "%s: missing from the weights, which hold %d tensors",
            leaf.path(),
            tensors.size());
        FoveaException.check(
            tensor.type().equals(leaf.type()),
            "%s: the weights hold %s but the model expects %s",
            leaf.path(),
            tensor.type(),
            leaf.type());
        wanted++;
      }
    }
    if (wanted != tensors.size()) {
      Map<String, Tensor> extra = new LinkedHashMap<>(tensors);
      graph.leaves(Parameter.class).forEach(n -> extra.remove(((Op.Leaf) n.op()).path()));
      graph.leaves(Buffer.class).forEach(n -> extra.remove(((Op.Leaf) n.op()).path()));
      throw new FoveaException(
          "%s: the weights hold it but the model has no such parameter",
          extra.keySet().iterator().next());
    }
  }
}
