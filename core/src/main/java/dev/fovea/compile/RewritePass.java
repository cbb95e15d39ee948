// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drives rewrites over a graph, node by node, until none fires; removes what nobody needs any more.
 */
public record RewritePass(List<Rewrite> rewrites) implements Pass {
  /** A fixpoint not reached by then is a bug of a rewrite. */
  private static final int ROUNDS = 100;

  public RewritePass {
    rewrites = List.copyOf(rewrites);
  }

  public static RewritePass of(Rewrite... rewrites) {
    return new RewritePass(List.of(rewrites));
  }

  @Override
  public Graph apply(Graph graph) {
    Graph before = graph;
    for (int round = 0; round < ROUNDS; round++) {
      Graph after = new EliminateDead().apply(new Round(before).run());
      if (after.equals(before)) {
        return after;
      }
      before = after;
    }
    throw new IllegalStateException("rewrites " + rewrites + " do not end on " + graph.name());
  }

  private final class Round implements Rewrite.Site {
    private final Graph old;
    private final GraphBuilder builder;
    private final Map<Result, Integer> uses = new HashMap<>();
    private final Map<Result, List<Node>> users = new HashMap<>();
    private final List<List<Value>> copies = new ArrayList<>();

    Round(Graph old) {
      this.old = old;
      this.builder = new GraphBuilder(old.name());
      for (Node node : old.nodes()) {
        for (Result input : node.inputs()) {
          uses.merge(input, 1, Integer::sum);
          users.computeIfAbsent(input, v -> new ArrayList<>()).add(node);
        }
      }
      // A root counts twice: it has to be there even if one node uses it besides.
      old.roots().forEach(root -> uses.merge(root, 2, Integer::sum));
    }

    Graph run() {
      for (Node node : old.nodes()) {
        builder.at(node.path());
        copies.add(replace(node).orElseGet(() -> builder.apply(node.op(), at(node.inputs()))));
      }
      old.outputs().forEach((name, value) -> builder.output(name, at(value)));
      old.updates().forEach(u -> builder.update(at(u.leaf()), at(u.value())));
      return builder.build();
    }

    private Optional<List<Value>> replace(Node node) {
      for (Rewrite rewrite : rewrites) {
        Optional<List<Value>> values = rewrite.rewrite(node, this);
        if (values.isPresent()) {
          return values;
        }
      }
      return Optional.empty();
    }

    @Override
    public Node producer(Result value) {
      return old.node(value);
    }

    @Override
    public boolean usedOnce(Result value) {
      return uses.getOrDefault(value, 0) == 1;
    }

    @Override
    public Optional<Node> soleUser(Result value) {
      return usedOnce(value) ? Optional.of(users.get(value).get(0)) : Optional.empty();
    }

    @Override
    public List<Node> users(Result value) {
      return users.getOrDefault(value, List.of());
    }

    @Override
    public Value at(Result value) {
      return copies.get(value.node()).get(value.index());
    }

    @Override
    public List<Value> apply(Op op, List<? extends Value> inputs) {
      return builder.apply(op, inputs);
    }
  }
}
