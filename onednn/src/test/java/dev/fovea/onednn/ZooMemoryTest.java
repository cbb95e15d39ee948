// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.compile.MemoryPlan;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.models.Zoo;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.op.Op;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

/** What the plan saves; nothing of that size is allocated here. */
class ZooMemoryTest {
  @Test
  void trainingMobileNetV2TakesLessThanSixtyPercentOfItsActivationsAndGradients() {
    Graph step = SmallZoo.standard(Zoo.named("mobilenet_v2"), 32).stepGraph();
    long values = 0;
    for (Node node : step.nodes()) {
      if (node.op() instanceof Op.Leaf || node.op() instanceof Op.View) {
        continue;
      }
      for (TensorType type : node.types()) {
        // Images: what has the batch in front. Weights and their gradients do not count.
        values += type.rank() == 4 && type.dim(0) == 32 ? type.bytes() : 0;
      }
    }
    MemoryPlan plan = plan(step);
    assertThat(plan.bytes()).isLessThan(values * 6 / 10);
    assertThat(plan.bytes()).isLessThan(plan.unplanned() * 6 / 10);
  }

  private static MemoryPlan plan(Graph graph) {
    try (Engine engine = Engine.open();
        StateStore state = new StateStore(engine)) {
      state.declare(graph);
      Layouts layouts = Layouts.of(graph);
      Graph ready = Pipeline.passes(layouts).apply(graph);
      try (Compilation compilation =
          new Compilation(
              new Selection(engine, new SelfCheck(engine, 1)),
              state,
              ready,
              layouts,
              DataType.F32)) {
        Schedule schedule = compilation.compile();
        for (Step step : schedule.steps()) {
          if (step.body() instanceof Step.Body.Native n) {
            n.primitive().close();
          }
        }
        return schedule.plan();
      }
    }
  }
}
