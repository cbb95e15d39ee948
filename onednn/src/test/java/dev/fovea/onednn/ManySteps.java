// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.models.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compiles, runs and closes a training step many times, then runs one many times, and prints by how
 * many KiB the process grew in each. Run in a JVM of its own, whose heap is resident from the
 * start, and whose compiler is the small one, so that growth is native. Arguments: cycles, steps.
 */
final class ManySteps {
  private ManySteps() {}

  public static void main(String[] args) throws IOException {
    int cycles = Integer.parseInt(args[0]);
    int steps = Integer.parseInt(args[1]);
    Graph graph = SmallZoo.standard(Zoo.named("lenet_bn"), 2).stepGraph();
    cycle(graph, cycles / 4 + 20);
    long before = residentKib();
    cycle(graph, cycles);
    long grown = residentKib() - before;
    try (Session session = new OnednnBackend().open(Backend.Options.f32(1));
        Executable step = session.compile(graph)) {
      run(step, steps / 4 + 200);
      before = residentKib();
      run(step, steps);
      System.out.println(grown + " " + (residentKib() - before));
    }
  }

  private static void cycle(Graph graph, int times) {
    for (int i = 0; i < times; i++) {
      try (Session session = new OnednnBackend().open(Backend.Options.f32(1));
          Executable step = session.compile(graph)) {
        step.run();
      }
    }
  }

  private static void run(Executable step, int times) {
    for (int i = 0; i < times; i++) {
      step.run();
    }
  }

  private static long residentKib() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
