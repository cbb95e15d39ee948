// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.Loss;
import dev.fovea.autodiff.TrainingStep;
import dev.fovea.autodiff.UpdateRule;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Binary;
import dev.fovea.op.Emitter;
import dev.fovea.op.Parameter;
import dev.fovea.op.SumTo;
import dev.fovea.op.Value;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** State that is written anew is free of all that was there before. */
class StatePaddingTest {
  private static final String SLOT = "all.velocity";

  /** Sum of squares: its gradient is the logits. */
  private record Squares() implements Loss {
    @Override
    public TensorType targets(TensorType logits) {
      return logits;
    }

    @Override
    public Value emit(Emitter g, Value logits, Value targets) {
      return squares(g, g.emit(new Binary(Binary.Fn.SUB), logits, targets));
    }
  }

  /** {@code v' = v + |p|^2 |v|^2 g + g}, {@code p' = p - rate v'}. */
  private record ByNorm() implements UpdateRule {
    @Override
    public void emit(Step step) {
      Value rate = step.scalar("rate");
      for (Group group : step.groups()) {
        Value velocity = group.slot("velocity");
        Value norms = mul(step, squares(step, group.parameters()), squares(step, velocity));
        Value g = group.gradients();
        Value change = step.emit(new Binary(Binary.Fn.ADD), mul(step, g, norms), g);
        Value next = step.emit(new Binary(Binary.Fn.ADD), velocity, change);
        group.updateSlot("velocity", mul(step, next, rate));
        group.updateParameters(
            step.emit(new Binary(Binary.Fn.SUB), group.parameters(), mul(step, next, rate)));
      }
    }
  }

  private static Value mul(Emitter g, Value a, Value b) {
    return g.emit(new Binary(Binary.Fn.MUL), a, b);
  }

  private static Value squares(Emitter g, Value x) {
    return g.emit(new SumTo(TensorType.f32(1)), mul(g, x, x));
  }

  private static Graph step() {
    // 6 and 17 channels: layouts pad some of them, and none fills a cache line.
    Block net =
        Sequential.of()
            .then("conv1", Blocks.conv(6, 3))
            .then("conv2", Blocks.conv(17, 3))
            .then("fc", Blocks.linear(3));
    Graph forward = Trace.of("net", net, TensorType.f32(2, 1, 8, 8), Mode.TRAIN);
    return TrainingStep.of(forward, new Squares(), new ByNorm(), p -> "all");
  }

  private static Map<String, Tensor> after(boolean poisoned) {
    Graph graph = step();
    Weights start = Weights.initial(graph, 1, Parameter::init);
    try (Session session = new OnednnBackend().open(Backend.Options.f32(1));
        Executable step = session.compile(graph)) {
      session.write(start);
      Tensor velocity = session.read(SLOT);
      Arrays.fill(velocity.floats(), 0.01f);
      if (poisoned) {
        session.write(SLOT, velocity);
        step.input("rate").write(new float[] {Float.NaN});
        step.run();
        assertThat(session.read(SLOT).floats()[0]).isNaN();
        session.write(start);
      }
      session.write(SLOT, velocity);
      step.input("rate").write(new float[] {1e-3f});
      step.run();
      Map<String, Tensor> end = new LinkedHashMap<>();
      session.paths().forEach(path -> end.put(path, session.read(path)));
      return end;
    }
  }

  @Test
  void noTraceOfAStepThatWasNoNumberIsLeft() {
    Map<String, Tensor> want = after(false);
    assertThat(want).containsKeys(SLOT, "conv1.weight", "conv2.bias", "fc.weight");
    Map<String, Tensor> got = after(true);
    want.forEach(
        (path, t) -> {
          assertThat(t.floats()[0]).as(path).isFinite();
          assertThat(got.get(path).sameBits(t)).as(path).isTrue();
        });
  }
}
