// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.compile.Rewrite;
import dev.fovea.compile.RewritePass;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Value;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A backend, but for one mistake made when compiling: what the kit has to find.
 *
 * @param right the backend that computes
 * @param mistake what becomes of the graph before
 */
record Mistaken(Backend right, Rewrite mistake) implements Backend {
  private static final double OFF = 1.01;

  /** Computes the first result of the nodes of {@code where} one percent too large. */
  static Mistaken byOnePercent(Backend right, Predicate<Node> where) {
    return new Mistaken(
        right,
        (node, site) -> {
          boolean done = site.users(node.result()).stream().anyMatch(u -> isOff(u, site));
          if (done || !where.test(node)) {
            return Optional.empty();
          }
          List<Value> results = new ArrayList<>(site.apply(node.op(), site.at(node.inputs())));
          Value factor = site.emit(new Fill(node.types().get(0), OFF));
          results.set(0, site.emit(new Binary(Binary.Fn.MUL), results.get(0), factor));
          return Optional.of(results);
        });
  }

  private static boolean isOff(Node node, Rewrite.Site site) {
    return node.op().equals(new Binary(Binary.Fn.MUL))
        && site.op(node.inputs().get(1)) instanceof Fill fill
        && fill.value() == OFF;
  }

  @Override
  public String name() {
    return "mistaken " + right.name();
  }

  @Override
  public boolean supports(Precision precision) {
    return right.supports(precision);
  }

  @Override
  public Session open(Options options) {
    Session session = right.open(options);
    return new Session() {
      @Override
      public Executable compile(Graph graph) {
        // State comes from the graph as it is, so that forgetting a use is not forgetting the leaf.
        session.compile(graph).close();
        return session.compile(RewritePass.of(mistake).apply(graph));
      }

      @Override
      public Executable.Footprint plan(Graph graph) {
        return session.plan(graph);
      }

      @Override
      public Set<String> paths() {
        return session.paths();
      }

      @Override
      public Tensor read(String path) {
        return session.read(path);
      }

      @Override
      public void write(String path, Tensor value) {
        session.write(path, value);
      }

      @Override
      public long stateBytes() {
        return session.stateBytes();
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }
}
