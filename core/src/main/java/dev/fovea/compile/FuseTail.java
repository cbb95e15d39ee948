// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Binary;
import dev.fovea.op.Fused;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code unary(head(..)) => fused(head; unary)} and {@code add(head(..), r) => fused(head; add)(..,
 * r)}.
 *
 * <p>Fires for heads of one result when nobody else uses it (so a gradient that needs it prevents
 * the fusion) and the backend says that its kernel for the head can do this tail.
 */
public record FuseTail(Support support) implements Rewrite {
  /** What a backend's kernels can do in one pass. */
  @FunctionalInterface
  public interface Support {
    /**
     * Whether the kernel of {@code head} can apply {@code tail} after {@code before} to its result.
     *
     * @param head the node of the plain head op
     * @param before tail ops it applies already
     * @param tail the op to add
     * @param other the second operand of a binary tail, else null
     */
    boolean fuses(Node head, List<Op> before, Op tail, Result other);
  }

  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (node.op() instanceof Unary) {
      return fuse(node.inputs().get(0), node.op(), null, site);
    }
    if (node.op() instanceof Binary b && b.fn() == Binary.Fn.ADD) {
      Result left = node.inputs().get(0);
      Result right = node.inputs().get(1);
      boolean sameShape = left.type().equals(right.type());
      // The later operand is the better head: the other one is there already when it is computed.
      if (sameShape && site.before(left, right)) {
        Optional<List<Value>> fused = fuse(right, node.op(), left, site);
        if (fused.isPresent()) {
          return fused;
        }
      }
      return sameShape ? fuse(left, node.op(), right, site) : Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<List<Value>> fuse(Result value, Op tail, Result other, Site site) {
    Node head = site.producer(value);
    if (head.types().size() != 1 || !site.usedOnce(value) || value.equals(other)) {
      return Optional.empty();
    }
    boolean fused = head.op() instanceof Fused;
    Op plain = head.op() instanceof Fused f ? f.head() : head.op();
    int operands = head.op() instanceof Fused f ? f.operands() : head.inputs().size();
    List<Op> before = head.op() instanceof Fused f ? f.tail() : List.of();
    Node plainHead =
        fused
            ? new Node(
                head.id(), plain, head.inputs().subList(0, operands), head.types(), head.path())
            : head;
    if (!support.fuses(plainHead, before, tail, other)) {
      return Optional.empty();
    }
    List<Op> longer = new ArrayList<>(before);
    longer.add(tail);
    List<Value> in = new ArrayList<>(site.at(head.inputs()));
    if (other != null) {
      in.add(site.at(other));
    }
    return Optional.of(site.apply(new Fused(plain, operands, longer), in));
  }
}
