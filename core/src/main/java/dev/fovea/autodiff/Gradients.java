// SPDX-License-Identifier: Apache-2.0
package dev.fovea.autodiff;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Adjoint;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import dev.fovea.tensor.DType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode automatic differentiation: from a scalar loss back to the values asked for, each
 * node once, in reverse order. The gradient of a value (its adjoint) is the sum over its uses.
 */
public final class Gradients {
  private final GraphBuilder builder;
  private final Set<Result> active = new HashSet<>();
  private final Map<Result, Result> adjoints = new HashMap<>();

  private Gradients(GraphBuilder builder) {
    this.builder = builder;
  }

  /**
   * Emits into {@code builder} the gradients of {@code loss}.
   *
   * @param loss a value of one element
   * @param wrt the values to differentiate by
   * @return for each of {@code wrt} its gradient, of the same type; zeros where the loss does not
   *     depend on it
   */
  public static Map<Result, Result> of(GraphBuilder builder, Result loss, Collection<Result> wrt) {
    check(loss.type().elements() == 1, "the loss must have one element, it is %s", loss.type());
    return new Gradients(builder).walk(loss, wrt);
  }

  private Map<Result, Result> walk(Result loss, Collection<Result> wrt) {
    List<Node> nodes = builder.nodes();
    active.addAll(wrt);
    for (Node node : nodes) {
      if (!(node.op() instanceof Op.Constant)
          && node.inputs().stream().anyMatch(active::contains)) {
        for (int i = 0; i < node.types().size(); i++) {
          if (node.types().get(i).dtype() != DType.I32) {
            active.add(node.result(i));
          }
        }
      }
    }
    adjoints.put(loss, emit(new Fill(loss.type(), 1)));
    for (int id = loss.node(); id >= 0; id--) {
      visit(nodes.get(id));
    }
    Map<Result, Result> gradients = new LinkedHashMap<>();
    for (Result value : wrt) {
      Result gradient = adjoints.get(value);
      gradients.put(value, gradient != null ? gradient : emit(new Fill(value.type(), 0)));
    }
    return gradients;
  }

  private void visit(Node node) {
    boolean reached = false;
    for (int i = 0; i < node.types().size(); i++) {
      reached |= adjoints.containsKey(node.result(i));
    }
    if (!reached || node.inputs().stream().noneMatch(active::contains)) {
      return;
    }
    check(
        node.op() instanceof Op.Differentiable,
        "%s: %s has no gradient",
        node.path(),
        node.op().mnemonic());
    Op.Differentiable op = (Op.Differentiable) node.op();
    for (int i = 0; i < node.types().size(); i++) {
      check(
          !adjoints.containsKey(node.result(i)) || op.differentiableThrough(i),
          "%s: %s has no gradient through its result %d",
          node.path(),
          node.op().mnemonic(),
          i);
    }
    builder.at(node.path());
    op.vjp(new NodeAdjoint(node));
  }

  private Result emit(Op op, Result... inputs) {
    return builder.node(op, List.of(inputs)).get(0);
  }

  private final class NodeAdjoint implements Adjoint {
    private final Node node;

    NodeAdjoint(Node node) {
      this.node = node;
    }

    @Override
    public Value in(int index) {
      return node.inputs().get(index);
    }

    @Override
    public int inputs() {
      return node.inputs().size();
    }

    @Override
    public Value out(int index) {
      return node.result(index);
    }

    @Override
    public Value grad(int index) {
      Result gradient = adjoints.get(node.result(index));
      return gradient != null
          ? gradient
          : Gradients.this.emit(new Fill(node.types().get(index), 0));
    }

    @Override
    public boolean wants(int index) {
      return active.contains(node.inputs().get(index));
    }

    @Override
    public void add(int index, Value gradient) {
      Result operand = node.inputs().get(index);
      if (!active.contains(operand)) {
        return;
      }
      check(
          gradient.type().equals(operand.type()),
          "%s: gradient of %s is %s but the operand is %s",
          node.path(),
          node.op().mnemonic(),
          gradient.type(),
          operand.type());
      adjoints.merge(
          operand,
          (Result) gradient,
          (a, b) -> Gradients.this.emit(new Binary(Binary.Fn.ADD), a, b));
    }

    @Override
    public List<Value> apply(Op op, List<? extends Value> inputs) {
      return builder.apply(op, inputs);
    }
  }
}
