// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of a network: a row for each op between the input and the outputs, in order, and
 * totals.
 *
 * @param model the graph's name
 * @param parameters trainable numbers
 * @param buffers carried numbers, such as running statistics
 * @param macs multiply-accumulates of one image
 * @param activationBytes bytes of all rows' results for the whole batch, if none shared memory
 */
public record Summary(
    String model, List<Row> rows, long parameters, long buffers, long macs, long activationBytes) {
  /**
   * One op of the network.
   *
   * @param path where it stands in the model, for example {@code layer2.0.conv1}
   * @param op its mnemonic, for example {@code conv2d}
   * @param label what people call it, for example {@code conv 3x3/2}
   * @param output shape of its first result, batch included
   * @param macs multiply-accumulates of one image
   * @param field what one unit sees of the input; empty when the input is no image
   */
  public record Row(
      String path,
      String op,
      String label,
      Shape output,
      long parameters,
      long buffers,
      long macs,
      Optional<ReceptiveField> field) {}

  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * The table of a traced model. State that the outputs do not depend on, such as the update of
   * running statistics, makes no row.
   */
  public static Summary of(Graph graph) {
    Parameters parameters = Parameters.of(graph);
    List<Optional<ReceptiveField>> fields = ReceptiveField.of(graph);
    boolean[] shown = betweenInputAndOutputs(graph);
    long batch = batch(graph);
    List<Row> rows = new ArrayList<>();
    long bytes = 0;
    for (Node node : graph.nodes()) {
      if (shown[node.id()]) {
        int id = node.id();
        rows.add(
            new Row(
                node.path(),
                node.op().mnemonic(),
                node.op().label(),
                node.types().get(0).shape(),
                parameters.trainable().get(id),
                parameters.buffers().get(id),
                node.macs() / batch,
                fields.get(id)));
        long own = node.op() instanceof Op.View ? 0 : node.types().get(0).bytes();
        bytes = Math.addExact(bytes, own);
      }
    }
    return new Summary(
        graph.name(),
        rows,
        parameters.totalTrainable(),
        parameters.totalBuffers(),
        graph.macs() / batch,
        bytes);
  }

  private static long batch(Graph graph) {
    return graph.leaves(Input.class).stream()
        .filter(node -> node.types().get(0).rank() > 1)
        .mapToLong(node -> node.types().get(0).dim(0))
        .findFirst()
        .orElse(1);
  }

  private static boolean[] betweenInputAndOutputs(Graph graph) {
    int size = graph.nodes().size();
    boolean[] reaches = new boolean[size];
    graph.outputs().values().forEach(value -> reaches[value.node()] = true);
    for (int id = size - 1; id >= 0; id--) {
      for (Result input : graph.nodes().get(id).inputs()) {
        reaches[input.node()] |= reaches[id];
      }
    }
    boolean[] fed = new boolean[size];
    boolean[] shown = new boolean[size];
    for (Node node : graph.nodes()) {
      boolean leaf = node.op() instanceof Op.Leaf;
      fed[node.id()] =
          node.op() instanceof Input || node.inputs().stream().anyMatch(r -> fed[r.node()]);
      shown[node.id()] = !leaf && fed[node.id()] && reaches[node.id()];
    }
    return shown;
  }
}
