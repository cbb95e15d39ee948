// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.DataType.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {
  @Test
  void creatingAndClosingLeavesNothingBehind() throws Exception {
    assumeThat(Path.of("/proc/self/status")).exists();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ManyCycles.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(Long.parseLong(output.strip())).as("growth in KiB").isLessThan(8 << 10);
  }

  /** The C library deadlocks when a library is opened by whoever holds the list of libraries. */
  @Test
  void otherThreadsMayLoadLibraries(@TempDir Path folder) throws Exception {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libprefs.so");
    assumeThat(library).exists();
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoadingAtOnce.class.getName(),
                library.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    // A process that hangs so does not hear a polite request.
    process.destroyForcibly();
    assertThat(ended).as("ended, after %s", Files.readString(said)).isTrue();
    assertThat(said).hasContent("done");
  }

  @Test
  void runningAllocatesNothing() {
    try (Lab lab = new Lab()) {
      Desc d = Desc.plain(F32, 16);
      PrimitiveDesc pd =
          lab.keep(
              lab.describe(
                  new Eltwise.Forward(Propagation.INFERENCE, EltwiseKind.RELU, d, d, 0, 0)));
      Map<Integer, Lab.Buffer> operands = Map.of(Arg.SRC, lab.empty(d), Arg.DST, lab.empty(d));
      Primitive primitive = lab.keep(pd.primitive());
      Call call = lab.keep(primitive.bind(lab.engine, lab.operands(pd, operands)));
      repeat(call, 20_000);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      long overhead = threads.getCurrentThreadAllocatedBytes() - before;
      before = threads.getCurrentThreadAllocatedBytes();
      repeat(call, 20_000);
      long bytes = threads.getCurrentThreadAllocatedBytes() - before - overhead;
      // The least object has 16 bytes, so one a call would show; the JIT may still make one or two.
      assertThat(bytes).isLessThan(20_000);
    }
  }

  private static void repeat(Call call, int times) {
    for (int i = 0; i < times; i++) {
      call.run();
    }
  }

  @Test
  void memoryIsAlignedZeroedAndAccountedFor() {
    try (Engine engine = Engine.open()) {
      NativeMemory small = engine.allocate(100);
      NativeMemory large = engine.allocate(5 << 20);
      assertThat(small.address() % 64).isZero();
      assertThat(large.address() % (2 << 20)).isZero();
      assertThat(engine.allocatedBytes()).isEqualTo(100 + (5 << 20));
      assertThat(large.floats((5 << 20) - 8, 2).get(1)).isZero();
      large.ints(64, 1).put(0, 42);
      assertThat(large.bytes(64, 4).getInt()).isEqualTo(42);
      assertThatThrownBy(() -> small.floats(96, 2)).hasMessageContaining("outside memory of 100");
      assertThatThrownBy(() -> small.bytes(-1, 1)).isInstanceOf(DnnlException.class);
      small.close();
      small.close();
      large.close();
      assertThat(engine.allocatedBytes()).isZero();
      assertThatThrownBy(() -> small.bytes(0, 1)).hasMessageContaining("closed");
      assertThatThrownBy(() -> engine.allocate(1L << 50)).hasMessageContaining("smaller batch");
    }
  }

  @Test
  void whatWouldCrashIsRefused() {
    try (Lab lab = new Lab()) {
      Desc d = Desc.plain(F32, 16);
      PrimitiveDesc pd =
          lab.describe(new Eltwise.Forward(Propagation.INFERENCE, EltwiseKind.RELU, d, d, 0, 0));
      Primitive p = pd.primitive();
      Lab.Buffer x = lab.empty(d);
      Lab.Buffer wrong = lab.empty(Desc.plain(F32, 8));
      assertThatThrownBy(() -> p.bind(lab.engine, List.of(x.as(Arg.SRC), wrong.as(Arg.DST))))
          .hasMessageContaining("dst must be f32[16]:a, was f32[8]:a");
      assertThatThrownBy(() -> p.bind(lab.engine, List.of(x.as(Arg.SRC), x.as(Arg.SRC))))
          .hasMessageContaining("src is given twice");
      assertThatThrownBy(
              () -> p.bind(lab.engine, List.of(x.as(Arg.SRC), new Operand(Arg.DST, d, 0))))
          .hasMessageContaining("dst has no memory");
      Call incomplete = p.bind(lab.engine, List.of(x.as(Arg.SRC)));
      assertThatThrownBy(incomplete::run).hasMessageContaining("invalid arguments");
      incomplete.close();
      Call call = p.bind(lab.engine, List.of(x.as(Arg.SRC), x.as(Arg.DST)));
      call.run();
      call.close();
      call.close();
      assertThatThrownBy(call::run).hasMessageContaining("running failed");
      Call orphan = p.bind(lab.engine, List.of(x.as(Arg.SRC), x.as(Arg.DST)));
      p.close();
      assertThatThrownBy(orphan::run).hasMessageContaining("running failed");
      orphan.close();
      pd.close();
      assertThatThrownBy(pd::implName).hasMessageContaining("closed");
    }
  }

  @Test
  void implementationsCanBeWalked() {
    try (Lab lab = new Lab()) {
      Desc x = Desc.any(F32, 2, 32, 8, 8);
      Spec spec =
          new Convolution.Forward(
              Propagation.TRAINING,
              x,
              Desc.any(F32, 32, 32, 3, 3),
              Optional.empty(),
              x,
              Sliding.of(1, 1));
      List<String> names = new ArrayList<>();
      try (PrimitiveDesc pd = lab.describe(spec)) {
        do {
          names.add(pd.implName());
        } while (pd.next());
        assertThat(pd.next()).isFalse();
        assertThat(names).hasSizeGreaterThan(1).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void whatOneDnnLacksIsAnEmptyAnswer() {
    try (Engine engine = Engine.open()) {
      Desc d = Desc.plain(DataType.U8, 2, 3, 4, 4);
      Spec spec =
          new BatchNorm.Forward(
              Propagation.TRAINING, d, d, 1e-5f, new BatchNorm.Flags(false, false, false, false));
      assertThat(PrimitiveDesc.find(engine, "bn", spec, Attributes.DEFAULT)).isEmpty();
      assertThatThrownBy(() -> PrimitiveDesc.create(engine, "bn", spec, Attributes.DEFAULT))
          .hasMessageContaining("bn: oneDNN cannot do batch normalisation forward, unimplemented");
    }
  }
}
