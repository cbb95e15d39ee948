// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/**
 * Result {@code index} of node {@code node}: a value of a graph.
 *
 * @param node the node's id, its position in {@link Graph#nodes}
 */
public record Result(int node, int index, TensorType type) implements Value {
  @Override
  public String toString() {
    return index == 0 ? "%" + node : "%" + node + "." + index;
  }
}
