// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * An op with elementwise ops applied to its first result in the same pass over memory: {@code y =
 * tail_k(...tail_1(head(operands)))}.
 *
 * <p>Operands: those of the head, then one for each {@link Binary} of the tail. Results: those of
 * the head. Made by passes after differentiation, so it has no gradient; {@link #decompose} gives
 * the plain ops back.
 *
 * @param head a convolution, linear layer or binary op
 * @param operands how many operands belong to the head
 * @param tail {@link Unary} and {@link Binary} ops, in order
 */
public record Fused(Op head, int operands, List<Op> tail)
    implements Op, Op.Windowed, Op.Decomposable {
  public Fused {
    tail = List.copyOf(tail);
    check(!(head instanceof Fused), "Fused: head is fused already");
    for (Op op : tail) {
      check(op instanceof Elementwise, "Fused: %s is not elementwise", op.mnemonic());
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    int expected = operands + (int) tail.stream().filter(Binary.class::isInstance).count();
    check(in.size() == expected, "Fused: %d operands, expected %d", in.size(), expected);
    List<TensorType> results = new ArrayList<>(head.infer(in.subList(0, operands)));
    int next = operands;
    for (Op op : tail) {
      List<TensorType> args = new ArrayList<>(List.of(results.get(0)));
      if (op instanceof Binary) {
        args.add(in.get(next++));
      }
      results.set(0, op.infer(args).get(0));
    }
    return results;
  }

  @Override
  public long macs(List<TensorType> in, List<TensorType> out) {
    return head.macs(in.subList(0, operands), out);
  }

  @Override
  public Window windowOver(TensorType input) {
    return Op.windowOf(head, input).orElse(Window.of(1));
  }

  @Override
  public List<Value> decompose(Emitter g, List<? extends Value> in) {
    List<Value> results = new ArrayList<>(g.apply(head, in.subList(0, operands)));
    int next = operands;
    for (Op op : tail) {
      Value value = results.get(0);
      results.set(0, op instanceof Binary ? g.emit(op, value, in.get(next++)) : g.emit(op, value));
    }
    return results;
  }
}
