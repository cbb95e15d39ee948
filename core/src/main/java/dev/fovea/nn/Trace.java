// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.op.Input;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/** Turns a model into a graph by running it once on a symbolic input. */
public final class Trace {
  /** The graph input that models read. */
  public static final String INPUT = Graph.INPUT;

  /** The graph output that models write. */
  public static final String OUTPUT = Graph.LOGITS;

  private Trace() {}

  /**
   * The graph of {@code model} over an input of type {@code input} ([N,C,H,W] for images), with
   * input {@link #INPUT} and output {@link #OUTPUT}. A mistake in the model is reported with its
   * layer's path.
   */
  public static Graph of(String name, Block model, TensorType input, Mode mode) {
    GraphBuilder builder = new GraphBuilder(name);
    Scope root = new Scope(builder, mode, "");
    Value y = model.apply(root, root.emit(new Input(INPUT, input)));
    return builder.output(OUTPUT, y).build();
  }
}
