// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.nn.Blocks.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Engine engine = Engine.open(OptionalInt.empty());

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void sessionsShareAWorkerWhenProcessorsRunOut() {
    Workers workers = new Workers(2);
    Worker first = workers.take(engine, 2);
    Worker second = workers.take(engine, 2);
    assertThat(second).isSameAs(first);
    workers.giveBack(first);
    assertThat(second.<Integer>call(() -> 7)).isEqualTo(7);
    workers.giveBack(second);
    assertThatThrownBy(() -> second.call(() -> 7)).isInstanceOf(RejectedExecutionException.class);
    Worker third = workers.take(engine, 2);
    assertThat(third).isNotSameAs(first);
    workers.giveBack(third);
  }

  @Test
  void sessionsHaveWorkersOfTheirOwnWhileThereAreProcessors() {
    Workers workers = new Workers(7);
    List<Worker> taken = new ArrayList<>();
    // Three teams of three have six helpers; with the thread that calls them that makes seven.
    for (int i = 0; i < 3; i++) {
      taken.add(workers.take(engine, 3));
    }
    assertThat(taken).doesNotHaveDuplicates();
    Worker fourth = workers.take(engine, 3);
    assertThat(taken).contains(fourth);
    Worker odd = workers.take(engine, 5);
    assertThat(odd.threads()).isEqualTo(5);
    Worker single = workers.take(engine, 1);
    Worker another = workers.take(engine, 1);
    assertThat(another).isNotSameAs(single);
    taken.addAll(List.of(fourth, odd, single, another));
    taken.forEach(workers::giveBack);
  }

  @Test
  void sessionsOfOneBackendRunBesideEachOther() {
    Graph graph = Trace.of("net", linear(64), TensorType.f32(32, 48), Mode.INFER);
    Backend backend = new OnednnBackend();
    List<CompletableFuture<float[]>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(CompletableFuture.supplyAsync(() -> logits(backend, graph)));
    }
    float[] alone = logits(new OnednnBackend(), graph);
    all.forEach(f -> assertThat(f.join()).isEqualTo(alone));
  }

  private static float[] logits(Backend backend, Graph graph) {
    try (Session session = backend.open(Backend.Options.f32(2));
        Executable executable = session.compile(graph)) {
      session.write(Weights.initial(graph, 1, Parameter::init));
      float[] values = new float[32 * 48];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 17 - 8;
      }
      float[] result = new float[0];
      for (int run = 0; run < 20; run++) {
        executable.input(Graph.INPUT).write(values);
        executable.run();
        result = executable.output("logits").read().floats();
      }
      return result;
    }
  }
}
