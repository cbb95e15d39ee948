// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A graph and what its leaves hold: everything needed to run it anywhere.
 *
 * @param tensors by path, for inputs and state; state that is not named starts at zero
 */
public record Experiment(Graph graph, Map<String, Tensor> tensors) {
  /**
   * What a run left behind: each output by {@code output NAME}, each state by {@code state PATH}.
   */
  public Map<String, Tensor> results(Backend backend, Precision precision) {
    try (Session session = backend.open(new Backend.Options(1, precision));
        Executable executable = session.compile(graph)) {
      write(session, executable);
      executable.run();
      return read(session, executable);
    }
  }

  /** What is right: the reference in double. */
  public Map<String, Tensor> expected() {
    return results(new ReferenceBackend(), Precision.F64);
  }

  /** Writes every leaf. */
  public void write(Session session, Executable executable) {
    for (Node node : graph.leaves(Op.Stateful.class)) {
      Op.Leaf leaf = (Op.Leaf) node.op();
      session.write(leaf.path(), tensor(leaf));
    }
    writeInputs(executable);
  }

  /** Writes the inputs only, for an executable whose state another one's experiment has set. */
  void writeInputs(Executable executable) {
    for (Node node : graph.leaves(Input.class)) {
      Op.Leaf leaf = (Op.Leaf) node.op();
      executable.input(leaf.path()).write(tensor(leaf));
    }
  }

  private Tensor tensor(Op.Leaf leaf) {
    return tensors.getOrDefault(leaf.path(), Tensor.zeros(leaf.type()));
  }

  /** Reads every output and the state that the graph mentions. */
  public Map<String, Tensor> read(Session session, Executable executable) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    for (String name : graph.outputs().keySet()) {
      results.put("output " + name, executable.output(name).read());
    }
    for (Node node : graph.leaves(Op.Stateful.class)) {
      String path = ((Op.Leaf) node.op()).path();
      results.put("state " + path, session.read(path));
    }
    return results;
  }

  /** The same graph with each f32 tensor changed. */
  Experiment with(UnaryOperator<Tensor> change) {
    Map<String, Tensor> changed = new LinkedHashMap<>();
    tensors.forEach((path, tensor) -> changed.put(path, change.apply(tensor)));
    return new Experiment(graph, changed);
  }
}
