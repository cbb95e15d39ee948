// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import dev.fovea.report.plot.Fonts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything the doctor found.
 *
 * @param ok whether nothing needed is missing
 * @param threads what {@code --threads} is when not given
 */
record Diagnosis(
    boolean ok,
    Java java,
    String os,
    Cpu cpu,
    int threads,
    OneDnn oneDnn,
    Memory memory,
    DataCache data,
    List<Problem> problems) {

  record Java(String version, String vendor, String home) {}

  static Diagnosis now(int threads) {
    Java java = new Java(property("java.version"), property("java.vendor"), property("java.home"));
    String os =
        property("os.name") + " " + property("os.version") + " " + property("os.arch") + distro();
    OneDnn oneDnn = OneDnn.probe();
    Memory memory = Memory.probe();
    DataCache data = DataCache.probe();
    List<Problem> problems =
        Stream.of(oneDnn.problem(), memory.problem(), data.problem(), plots())
            .flatMap(Optional::stream)
            .toList();
    boolean ok = problems.stream().noneMatch(Problem::needed);
    return new Diagnosis(ok, java, os, Cpu.probe(), threads, oneDnn, memory, data, problems);
  }

  private static Optional<Problem> plots() {
    return Fonts.missing().map(why -> Problem.warning("no plots: " + why, Fonts.FIX));
  }

  private static String property(String name) {
    return System.getProperty(name);
  }

  private static String distro() {
    return Facts.lines("/etc/os-release").stream()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> ", " + line.substring("PRETTY_NAME=".length()).replace("\"", ""))
        .findFirst()
        .orElse("");
  }
}
