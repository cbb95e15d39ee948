// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The processor.
 *
 * @param model its marketing name
 * @param features the instruction sets that matter to kernels, as the system spells them
 * @param logical processors of the machine
 * @param cores cores of the machine, fewer where each runs several threads
 * @param available processors this process may use: affinity and container limits count
 */
record Cpu(String model, List<String> features, int logical, int cores, int available) {
  private static final Set<String> WORTH_TELLING =
      Set.of(
          "sse4_1",
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512dq",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          "amx_fp16",
          "avx10",
          "asimd",
          "asimddp",
          "asimdhp",
          "i8mm",
          "bf16",
          "sve",
          "sve2",
          "sme");

  static Cpu probe() {
    int available = Runtime.getRuntime().availableProcessors();
    List<String> lines = Facts.lines("/proc/cpuinfo");
    if (!lines.isEmpty()) {
      return linux(lines, available);
    }
    Optional<String> mac = Facts.answer("sysctl", "-n", "machdep.cpu.brand_string");
    String model =
        mac.or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))).orElse("unknown");
    int logical = number(Facts.answer("sysctl", "-n", "hw.logicalcpu"), available);
    int cores = number(Facts.answer("sysctl", "-n", "hw.physicalcpu"), logical);
    String features =
        Facts.answer("sysctl", "-n", "machdep.cpu.features", "machdep.cpu.leaf7_features")
            .orElse("");
    return new Cpu(model, known(features), logical, cores, available);
  }

  static Cpu linux(List<String> cpuinfo, int available) {
    int logical = (int) cpuinfo.stream().filter(line -> line.startsWith("processor")).count();
    String model =
        Stream.of("model name", "Model", "CPU implementer")
            .flatMap(name -> Facts.field(cpuinfo, name).stream())
            .findFirst()
            .orElse("unknown");
    String features =
        Facts.field(cpuinfo, "flags").or(() -> Facts.field(cpuinfo, "Features")).orElse("");
    return new Cpu(model, known(features), logical, cores(cpuinfo, logical), available);
  }

  /** Distinct pairs of socket and core; ARM's file tells neither, and its cores run one thread. */
  private static int cores(List<String> cpuinfo, int logical) {
    Set<String> cores = new TreeSet<>();
    String socket = "";
    for (String line : cpuinfo) {
      if (line.startsWith("physical id")) {
        socket = line;
      } else if (line.startsWith("core id")) {
        cores.add(socket + line);
      }
    }
    return cores.isEmpty() ? logical : cores.size();
  }

  private static List<String> known(String features) {
    // macOS spells them in capitals, with a point where Linux has an underscore.
    return Arrays.stream(features.toLowerCase(Locale.ROOT).replace('.', '_').split("\\s+"))
        .map(feature -> feature.equals("avx1_0") ? "avx" : feature)
        .filter(WORTH_TELLING::contains)
        .distinct()
        .toList();
  }

  private static int number(Optional<String> text, int otherwise) {
    return text.filter(t -> t.matches("\\d{1,6}")).map(Integer::valueOf).orElse(otherwise);
  }
}
