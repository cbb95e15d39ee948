// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Buffer;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many numbers a network carries, by the node that uses them.
 *
 * @param trainable for each node, elements of the {@link Parameter}s among its operands
 * @param buffers for each node, elements of the {@link Buffer}s among its operands
 */
public record Parameters(List<Long> trainable, List<Long> buffers) {
  public Parameters {
    trainable = List.copyOf(trainable);
    buffers = List.copyOf(buffers);
  }

  /**
   * Counts; a tensor that several nodes share belongs to the first of them, one that none uses to
   * its own.
   */
  public static Parameters of(Graph graph) {
    List<Long> trainable = new ArrayList<>(Collections.nCopies(graph.nodes().size(), 0L));
    List<Long> buffers = new ArrayList<>(trainable);
    Set<Integer> counted = new HashSet<>();
    for (Node node : graph.nodes()) {
      for (Result input : node.inputs()) {
        Op op = graph.op(input);
        if (isCarried(op) && counted.add(input.node())) {
          add(op instanceof Parameter ? trainable : buffers, node, input);
        }
      }
    }
    for (Node node : graph.nodes()) {
      if (isCarried(node.op()) && counted.add(node.id())) {
        add(node.op() instanceof Parameter ? trainable : buffers, node, node.result());
      }
    }
    return new Parameters(trainable, buffers);
  }

  private static boolean isCarried(Op op) {
    return op instanceof Parameter || op instanceof Buffer;
  }

  private static void add(List<Long> counts, Node node, Result tensor) {
    counts.set(node.id(), counts.get(node.id()) + tensor.type().elements());
  }

  public long totalTrainable() {
    return sum(trainable);
  }

  public long totalBuffers() {
    return sum(buffers);
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
