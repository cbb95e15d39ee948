// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Emitter;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/** A local pattern around one node and what stands in its place. */
@FunctionalInterface
public interface Rewrite {
  /**
   * The values that replace the results of {@code node}, or empty when the pattern does not fit.
   */
  Optional<List<Value>> rewrite(Node node, Site site);

  /** What a rewrite may look at, and where it emits. */
  interface Site extends Emitter {
    /** The node that computes a value of the old graph. */
    Node producer(Result value);

    /** Whether exactly one operand in the old graph is this value, and it is not a root. */
    boolean usedOnce(Result value);

    /** The one node that uses this value of the old graph, if {@link #usedOnce}. */
    Optional<Node> soleUser(Result value);

    /** The nodes that use this value of the old graph, in order. */
    List<Node> users(Result value);

    /** The new value that stands for a value of the old graph. */
    Value at(Result value);

    /** Those of several values. */
    default List<Value> at(List<Result> values) {
      return values.stream().map(this::at).toList();
    }

    /** Whether {@code a} is computed before {@code b} in the old graph. */
    default boolean before(Result a, Result b) {
      return a.node() < b.node();
    }

    /** The op of the node that computes a value of the old graph. */
    default Op op(Result value) {
      return producer(value).op();
    }
  }
}
