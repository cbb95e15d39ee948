// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbesTest {
  @Test
  void readsAnIntelCpuWithTwoThreadsACore() {
    Cpu cpu =
        Cpu.linux(
            List.of(
                "processor\t: 0",
                "model name\t: Some CPU @ 2.00GHz",
                "physical id\t: 0",
                "core id\t\t: 0",
                "flags\t\t: fpu sse4_2 avx2 avx512f avx512_bf16 amx_tile",
                "",
                "processor\t: 1",
                "model name\t: Some CPU @ 2.00GHz",
                "physical id\t: 0",
                "core id\t\t: 0"),
            1);
    assertThat(cpu)
        .isEqualTo(
            new Cpu(
                "Some CPU @ 2.00GHz",
                List.of("sse4_2", "avx2", "avx512f", "avx512_bf16", "amx_tile"),
                2,
                1,
                1));
  }

  @Test
  void readsAnArmCpuThatTellsLess() {
    Cpu cpu =
        Cpu.linux(
            List.of("processor\t: 0", "Features\t: fp asimd sve bf16", "CPU implementer\t: 0x41"),
            1);
    assertThat(cpu).isEqualTo(new Cpu("0x41", List.of("asimd", "sve", "bf16"), 1, 1, 1));
  }

  @Test
  void readsFreeMemory() {
    assertThat(Memory.available(List.of("MemTotal: 8 kB", "MemAvailable:    2048 kB")))
        .contains(2048L * 1024);
    assertThat(Memory.available(List.of("MemFree: 8 kB"))).isEmpty();
    assertThat(new Memory(1L << 33, 1L << 29, 1L << 31).problem())
        .hasValueSatisfying(p -> assertThat(p.what()).contains("512 MiB"));
    assertThat(new Memory(1L << 33, 1L << 32, 1L << 31).problem()).isEmpty();
  }

  @Test
  void anUnwritableCacheMattersOnlyWhileSomethingIsMissing() {
    Map<String, Boolean> missing = Map.of("mnist", false);
    assertThat(new DataCache("/c", false, missing, 1L << 40).problem())
        .hasValueSatisfying(p -> assertThat(p.needed()).isTrue());
    assertThat(new DataCache("/c", false, Map.of("mnist", true), 0).problem()).isEmpty();
    assertThat(new DataCache("/c", true, missing, 5L << 20).problem())
        .hasValueSatisfying(
            p -> {
              assertThat(p.needed()).isFalse();
              assertThat(p.what()).contains("5 MiB");
            });
    assertThat(new DataCache("/c", true, missing, 1L << 40).problem()).isEmpty();
  }

  @Test
  void namesTheNativeLibrariesThatAreMissing() {
    OneDnn.Library there = new OneDnn.Library("javacpp", "a", true);
    OneDnn.Library absent = new OneDnn.Library("dnnl", "b", false);
    Throwable e = new UnsatisfiedLinkError("no jnidnnl");
    assertThat(OneDnn.problem(List.of(there, absent), e).what())
        .contains("not on the class path: dnnl");
    assertThat(OneDnn.problem(List.of(there), e).what()).contains("no jnidnnl");
  }

  @Test
  void aCommandThatDoesNotExistOrFailsGivesNothing() {
    assertThat(Facts.answer("no-such-command-at-all")).isEmpty();
    assertThat(Facts.lines("/no/such/file")).isEmpty();
    assertThat(Facts.field(List.of("a: 1", "b:"), "b")).isEqualTo(Optional.empty());
  }

  @Test
  void oneDnnIsFoundOnTheMachineThatRunsTheTests() {
    OneDnn found = OneDnn.probe();
    assertThat(found.problem()).isEmpty();
    assertThat(found.libraries()).allMatch(OneDnn.Library::found);
    assertThat(found.version()).startsWith("3.");
    assertThat(found.isa()).isNotEmpty();
  }
}
