// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Op;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * One application of an op.
 *
 * @param id position in the graph
 * @param inputs operands; all of smaller id
 * @param types types of the results
 * @param path where in the model it stands, for errors and profiles: {@code layer2.0.conv1}
 */
public record Node(int id, Op op, List<Result> inputs, List<TensorType> types, String path) {
  public Node {
    inputs = List.copyOf(inputs);
    types = List.copyOf(types);
  }

  public Result result(int index) {
    return new Result(id, index, types.get(index));
  }

  /** The first result. */
  public Result result() {
    return result(0);
  }

  public List<TensorType> inputTypes() {
    return inputs.stream().map(Result::type).toList();
  }

  /**
   * Multiply-accumulates of this application.
   *
   * @throws FoveaException when they are too many to be counted
   */
  public long macs() {
    return addMacs(0);
  }

  /** Those of nodes before and of this one. */
  long addMacs(long before) {
    try {
      return Math.addExact(before, op.macs(inputTypes(), types));
    } catch (ArithmeticException e) {
      throw new FoveaException(
          e,
          "%s: with its result %s there are more than 2^63 multiply-accumulates",
          path.isEmpty() ? op.mnemonic() : path,
          types.get(0));
    }
  }
}
