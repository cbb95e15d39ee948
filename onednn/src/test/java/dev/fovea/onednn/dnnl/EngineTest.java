// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.DataType.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Path TASKS = Path.of("/proc/self/task");

  @Test
  void namesItself() {
    try (Engine engine = Engine.open()) {
      assertThat(engine.version()).matches("3\\.\\d+\\.\\d+");
      assertThat(engine.isa()).isNotBlank();
      engine.setPrimitiveCacheCapacity(2048);
      assertThatThrownBy(() -> engine.setThreads(0)).hasMessageContaining("must be at least 1");
    }
  }

  @Test
  void theCallingThreadGetsThatManyWorkers() throws Exception {
    assumeThat(TASKS).exists();
    try (Lab lab = new Lab()) {
      int one = onNewThread("one", () -> workersStarted(lab, 1));
      int five = onNewThread("five", () -> workersStarted(lab, 5));
      assertThat(one).isZero();
      assertThat(five).isEqualTo(4);
    }
  }

  private static int workersStarted(Lab lab, int threads) throws IOException {
    lab.engine.setThreads(threads);
    Desc d = Desc.plain(F32, 1 << 16);
    try (PrimitiveDesc pd =
        lab.describe(new Eltwise.Forward(Propagation.INFERENCE, EltwiseKind.EXP, d, d, 0, 0))) {
      Lab.Buffer x = lab.empty(d);
      long before = openMpThreads();
      lab.run(pd, Map.of(Arg.SRC, x, Arg.DST, x));
      assertThat(lab.read(x)[d.dims().get(0).intValue() - 1]).isEqualTo(1);
      return (int) (openMpThreads() - before);
    }
  }

  // Workers inherit the name of the Java thread that starts them.
  private static long openMpThreads() throws IOException {
    String mine = Files.readString(Path.of("/proc/thread-self/comm"));
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(t -> name(t).equals(mine)).count();
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException gone) {
      return "";
    }
  }

  /** The name keeps threads apart from those of a test before, which may still be ending. */
  private static <T> T onNewThread(String name, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor(r -> new Thread(r, name));
    try {
      return executor.submit(work).get();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void denormalsAreFlushedOnTheThreadThatAsked() throws Exception {
    try (Lab lab = new Lab()) {
      assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
          .isEqualTo("Linuxamd64");
      float kept = onNewThread("kept", () -> halvedDenormal(lab, false));
      float flushed = onNewThread("flushed", () -> halvedDenormal(lab, true));
      assertThat(kept).isPositive();
      assertThat(flushed).isZero();
    }
  }

  private static float halvedDenormal(Lab lab, boolean flush) {
    if (flush) {
      assertThat(lab.engine.flushDenormals()).isTrue();
    }
    lab.engine.setThreads(2);
    Desc d = Desc.plain(F32, 1 << 16);
    try (PrimitiveDesc pd =
        lab.describe(
            new Eltwise.Forward(Propagation.INFERENCE, EltwiseKind.LINEAR, d, d, 0.5f, 0))) {
      Lab.Buffer x = lab.of(d, Lab.filled(1 << 16, 1e-39f));
      lab.run(pd, Map.of(Arg.SRC, x, Arg.DST, x));
      float[] y = lab.read(x);
      float sum = 0;
      for (float v : y) {
        sum += Float.floatToRawIntBits(v) == 0 ? 0 : 1;
      }
      return sum;
    }
  }

  @Test
  void aCallMayRunOnAnotherThreadThanTheOneThatMadeIt() throws Exception {
    try (Lab lab = new Lab()) {
      Desc src = Desc.any(F32, 4, 32, 16, 16);
      PrimitiveDesc pd =
          lab.keep(
              lab.describe(
                  new Convolution.Forward(
                      Propagation.TRAINING,
                      src,
                      Desc.any(F32, 32, 32, 3, 3),
                      java.util.Optional.empty(),
                      src,
                      Sliding.of(1, 1))));
      Lab.Buffer y = lab.empty(pd.dst());
      Map<Integer, Lab.Buffer> operands =
          Map.of(
              Arg.SRC, lab.random(pd.src(), 1),
              Arg.WEIGHTS, lab.random(pd.weights(), 2),
              Arg.DST, y);
      Primitive primitive = lab.keep(pd.primitive());
      Call call = lab.keep(primitive.bind(lab.engine, lab.operands(pd, operands)));
      call.run();
      float[] here = lab.read(y);
      y.floats().put(new float[here.length]);
      float[] there =
          onNewThread(
              "asked",
              () -> {
                lab.engine.setThreads(2);
                call.run();
                return lab.read(y);
              });
      assertThat(there).isEqualTo(here);
    }
  }
}
