// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

/**
 * What a gradient rule works with: the operands and results of one application, the gradients that
 * have arrived at its results, and the place to leave the gradients of its operands.
 */
public interface Adjoint extends Emitter {
  /** Operand {@code index}. */
  Value in(int index);

  int inputs();

  /** Result {@code index}. */
  Value out(int index);

  /**
   * The gradient of the loss with respect to result {@code index}; zeros if nothing depended on it.
   */
  Value grad(int index);

  /**
   * Whether anybody needs the gradient of operand {@code index}; a rule should not compute it
   * otherwise.
   */
  boolean wants(int index);

  /** Adds {@code gradient} to what has been collected for operand {@code index}. */
  void add(int index, Value gradient);
}
