// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;

/**
 * An operand of a case: what it is, what it holds and where it comes from.
 *
 * @param parameter whether it is state of the session, as weights are, instead of an input
 */
public record Operand(TensorType type, Sample sample, boolean parameter) {
  /** An f32 input of any values. */
  public static Operand input(int... dims) {
    return new Operand(TensorType.f32(dims), Sample.ANY, false);
  }

  /** An f32 parameter of any values. */
  public static Operand parameter(int... dims) {
    return new Operand(TensorType.f32(dims), Sample.ANY, true);
  }

  /** An i32 input of class numbers. */
  public static Operand classes(int... dims) {
    return new Operand(TensorType.i32(dims), Sample.CLASSES, false);
  }

  public Operand drawn(Sample other) {
    return new Operand(type, other, parameter);
  }

  boolean isDifferentiable() {
    return type.dtype() != DType.I32 && sample.isDifferentiable();
  }

  Op leaf(String path) {
    return parameter
        ? new Parameter(path, type, Parameter.Role.WEIGHT, Init.constant(0))
        : new Input(path, type);
  }
}
