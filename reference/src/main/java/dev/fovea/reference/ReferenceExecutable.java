// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.backend.Precision;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph with an array for every value. A run copies the state into the arrays of its leaves,
 * calls the kernels in order, and copies the updates back: so every node, and every output, sees
 * the state as it was before the run.
 */
final class ReferenceExecutable implements Executable {
  private record Step(Kernel kernel, Runnable work, List<Array> results) {}

  private record Copy(Array from, Array to) {
    void run() {
      System.arraycopy(from.data, 0, to.data, 0, to.data.length);
    }
  }

  private final Precision precision;
  private final List<List<Array>> values = new ArrayList<>();
  private final Map<String, Port> inputs = new LinkedHashMap<>();
  private final Map<String, Port> outputs = new LinkedHashMap<>();
  private final List<Copy> loads = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Copy> updates = new ArrayList<>();
  private final List<Array> perishable = new ArrayList<>();
  private boolean open = true;

  ReferenceExecutable(
      Graph graph, Map<String, Array> state, ReferenceKernels kernels, Precision precision) {
    this.precision = precision;
    for (Node node : graph.nodes()) {
      List<Array> results = node.types().stream().map(Array::new).toList();
      values.add(results);
      if (node.op() instanceof Input input) {
        inputs.put(input.path(), new ReferencePort(input.path(), results.get(0), precision));
        continue;
      }
      perishable.addAll(results);
      if (node.op() instanceof Op.Stateful leaf) {
        loads.add(new Copy(state.get(leaf.path()), results.get(0)));
      } else {
        List<Array> operands = node.inputs().stream().map(this::array).toList();
        steps.add(
            new Step(
                new Kernel(node.path(), node.op().mnemonic(), "plain java"),
                kernels.bind(node.op(), operands, results),
                results));
      }
    }
    graph
        .outputs()
        .forEach((name, r) -> outputs.put(name, new ReferencePort(name, array(r), precision)));
    for (Graph.Update update : graph.updates()) {
      String path = ((Op.Leaf) graph.op(update.leaf())).path();
      updates.add(new Copy(array(update.value()), state.get(path)));
    }
  }

  private Array array(Result value) {
    return values.get(value.node()).get(value.index());
  }

  @Override
  public Port input(String path) {
    return port("input", path, inputs);
  }

  @Override
  public Port output(String name) {
    return port("output", name, outputs);
  }

  private static Port port(String kind, String name, Map<String, Port> ports) {
    Port port = ports.get(name);
    FoveaException.check(
        port != null, "the graph has no %s '%s', only %s", kind, name, ports.keySet());
    return port;
  }

  @Override
  public void run() {
    runProfiled();
  }

  @Override
  public long[] runProfiled() {
    if (!open) {
      throw new IllegalStateException("the executable is closed");
    }
    long[] nanos = new long[steps.size()];
    loads.forEach(Copy::run);
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      steps.get(i).work().run();
      steps.get(i).results().forEach(result -> result.roundBetween(precision));
      nanos[i] = System.nanoTime() - start;
    }
    updates.forEach(Copy::run);
    return nanos;
  }

  @Override
  public List<Kernel> kernels() {
    return steps.stream().map(Step::kernel).toList();
  }

  @Override
  public Footprint footprint() {
    long bytes = values.stream().flatMap(List::stream).mapToLong(Array::bytes).sum();
    return new Footprint(bytes, bytes);
  }

  @Override
  public void poison() {
    perishable.forEach(array -> Arrays.fill(array.data, Double.NaN));
  }

  @Override
  public void close() {
    open = false;
    values.clear();
    loads.clear();
    steps.clear();
    updates.clear();
    perishable.clear();
    inputs.clear();
    outputs.clear();
  }
}
