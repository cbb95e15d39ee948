// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.option.Threads;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fovea doctor}: is this machine ready? */
@Command(
    name = "doctor",
    header = "Check this machine.",
    description = "Shows what Fovea finds on this machine; exit code 1 when something is missing.")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Override
  public Integer call() {
    Diagnosis diagnosis = Diagnosis.now(Threads.standard());
    output.print(() -> diagnosis, out -> print(diagnosis, out));
    return diagnosis.ok() ? 0 : 1;
  }

  private static void print(Diagnosis d, PrintWriter out) {
    Cpu cpu = d.cpu();
    Memory memory = d.memory();
    DataCache data = d.data();
    String oneDnn = d.oneDnn().version().isEmpty() ? "does not load" : d.oneDnn().version();
    line(out, "JDK", d.java().version() + ", " + d.java().vendor() + ", " + d.java().home());
    line(out, "system", d.os());
    line(out, "CPU", cpu.model());
    line(out, "features", String.join(" ", cpu.features()));
    line(
        out,
        "cores",
        "%d (%d logical), %d for this process; --threads is %d by default"
            .formatted(cpu.cores(), cpu.logical(), cpu.available(), d.threads()));
    line(
        out,
        "oneDNN",
        oneDnn + (d.oneDnn().isa().isEmpty() ? "" : ", code for " + d.oneDnn().isa()));
    for (OneDnn.Library library : d.oneDnn().libraries()) {
      line(out, "  " + library.name(), (library.found() ? "" : "MISSING: ") + library.resource());
    }
    line(
        out,
        "memory",
        "%s, %s free; Java heap at most %s"
            .formatted(
                Units.bytes(memory.physical()),
                Units.bytes(memory.free()),
                Units.bytes(memory.heap())));
    line(out, "data cache", "%s, %s free".formatted(data.folder(), Units.bytes(data.freeBytes())));
    data.datasets()
        .forEach((name, ready) -> line(out, "  " + name, ready ? "ready" : "fetched when needed"));
    out.println();
    for (Problem problem : d.problems()) {
      out.println((problem.needed() ? "missing: " : "warning: ") + problem.what());
      out.println("    fix: " + problem.fix());
    }
    if (d.ok()) {
      out.println("ready");
    }
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format("%-16s", name) + value);
  }
}
