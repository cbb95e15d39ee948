// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Concat;
import dev.fovea.op.Op;
import dev.fovea.op.Slice;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/**
 * {@code unary.backward(y_i, slice_i(dy)) => slice_i(unary.backward(y, dy))} where {@code y} is the
 * concat whose operand i is {@code y_i}, and the derivative is taken from the result.
 *
 * <p>Legal because the function works on each element alone. The gradients of all operands become
 * one pass over the joined value, and the operands themselves need not be kept.
 */
public final class JoinGradients implements Rewrite {
  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (!(node.op() instanceof Unary.Backward op) || !op.fn().fromResult()) {
      return Optional.empty();
    }
    Result y = node.inputs().get(0);
    Result dy = node.inputs().get(1);
    if (!(site.op(dy) instanceof Slice slice)) {
      return Optional.empty();
    }
    Result whole = site.producer(dy).inputs().get(0);
    for (Node user : site.users(y)) {
      if (user.id() < node.id() && isOperandAt(user, y, slice, whole)) {
        Value gradient = site.emit(op, site.at(user.result()), site.at(whole));
        return Optional.of(List.of(site.emit((Op) slice, gradient)));
      }
    }
    return Optional.empty();
  }

  private static boolean isOperandAt(Node concat, Result y, Slice slice, Result whole) {
    if (!(concat.op() instanceof Concat c)
        || c.axis() != slice.axis()
        || !concat.types().get(0).equals(whole.type())) {
      return false;
    }
    int begin = 0;
    for (Result operand : concat.inputs()) {
      if (operand.equals(y) && begin == slice.begin()) {
        return true;
      }
      begin += operand.type().dim(c.axis());
    }
    return false;
  }
}
