// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.op.Buffer;
import dev.fovea.op.Emitter;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.op.Value;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/** Where a block names its parameters, emits its ops and learns its mode. */
public final class Scope implements Emitter {
  private final GraphBuilder builder;
  private final Mode mode;
  private final String path;

  Scope(GraphBuilder builder, Mode mode, String path) {
    this.builder = builder;
    this.mode = mode;
    this.path = path;
  }

  /** The scope of a part: {@code layer2} in it is {@code <this>.layer2}. */
  public Scope in(String name) {
    return new Scope(builder, mode, path(name));
  }

  public Mode mode() {
    return mode;
  }

  /** The dotted path of this scope; empty at the root. */
  public String path() {
    return path;
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A trained f32 tensor; asking twice for the same name gives the same one. */
  public Value parameter(String name, Shape shape, Parameter.Role role, Init init) {
    TensorType type = new TensorType(DType.F32, shape);
    return emit(new Parameter(path(name), type, role, init));
  }

  /** A carried f32 tensor. */
  public Value buffer(String name, Shape shape, Init init) {
    return emit(new Buffer(path(name), new TensorType(DType.F32, shape), init));
  }

  /** Says that a buffer holds {@code value} after the run. */
  public void update(Value buffer, Value value) {
    builder.update(buffer, value);
  }

  /**
   * Asks for the parameters and buffers that {@code block} would ask for here on an input of type
   * {@code input}, and computes nothing: for parts that only training has, so that weights fit the
   * graph of either mode.
   */
  public void declare(Block block, TensorType input) {
    GraphBuilder aside = new GraphBuilder(path);
    Scope there = new Scope(aside, mode, path);
    block.apply(there, there.emit(new Input(path, input)));
    for (Node node : aside.nodes()) {
      if (node.op() instanceof Op.Stateful) {
        builder.at(node.path()).emit(node.op());
      }
    }
  }

  /** Makes a value readable after the run under a name of its own, beside the model's result. */
  public void output(String name, Value value) {
    builder.output(name, value);
  }

  /**
   * A number for one use of randomness here: a function of the path and of how many were asked for
   * at it before, so that two draws in one scope differ.
   */
  public long stream() {
    return Draw.stream(path("random" + builder.count(path)));
  }

  @Override
  public List<Value> apply(Op op, List<? extends Value> inputs) {
    return builder.at(path).apply(op, inputs);
  }
}
