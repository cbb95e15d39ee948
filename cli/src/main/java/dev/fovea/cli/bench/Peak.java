// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What the machine can do in f32: the best of several layers that reuse each number they load
 * hundreds of times, so that only arithmetic limits them. They run through the same backend as the
 * network.
 *
 * <p>A virtual machine's rate changes within seconds: its two processors may be two threads of one
 * core for a while. So the peak is sampled all through the run that is to be compared with it, and
 * is the median of the samples as the time of the network is a median.
 */
final class Peak implements AutoCloseable {
  private static final long RUN_LIMIT = 10_000_000;
  private static final long SHORTEST_SAMPLE = 15_000_000;
  private static final long LONGEST_SAMPLE = 1_000_000_000;

  private final List<Probe> probes = new ArrayList<>();
  private final List<Double> samples = new ArrayList<>();

  /** Tries all shapes and keeps the best open for {@link #sample}. */
  Peak(Backend backend, int threads, Timing.Effort effort) {
    try {
      for (int size : new int[] {256, 512, 1024, 2048}) {
        if (add(backend, threads, effort, "linear", linear(size), TensorType.f32(size, size))) {
          break;
        }
      }
      for (int size : new int[] {64, 128, 256, 512}) {
        Block layer = conv(size, 3).pad(1);
        if (add(backend, threads, effort, "conv", layer, TensorType.f32(size / 32, size, 28, 28))) {
          break;
        }
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    probes.sort(Comparator.comparingDouble(Probe::gflops).reversed());
    while (probes.size() > 1) {
      probes.remove(probes.size() - 1).session.close();
    }
  }

  /**
   * Measures the rate of this moment, for as long as the run that it is compared with: what slows
   * the machine for a part of that time must slow both alike.
   */
  void sample(long nanos) {
    long wanted = Math.min(LONGEST_SAMPLE, Math.max(SHORTEST_SAMPLE, nanos));
    samples.add(probes.get(0).rate(wanted));
  }

  /** The median of the samples, in 1e9 operations a second. */
  double gflops() {
    return Timing.median(samples.stream().mapToDouble(s -> s).toArray());
  }

  /** The highest rate seen, in 1e9 operations a second. */
  double best() {
    return Math.max(probes.get(0).gflops, Collections.max(samples));
  }

  @Override
  public void close() {
    probes.forEach(probe -> probe.session.close());
    probes.clear();
  }

  /** Adds a probe; true when a run takes so long that a larger one of its kind has no use. */
  private boolean add(
      Backend backend,
      int threads,
      Timing.Effort effort,
      String name,
      Block layer,
      TensorType input) {
    Graph graph = Trace.of(name, layer, input, Mode.INFER);
    Session session = backend.open(Backend.Options.f32(threads));
    try {
      Executable executable = session.compile(graph);
      session.write(Weights.initial(graph, 0, Parameter::init));
      float[] values = new float[Math.toIntExact(input.elements())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Draw.uniform(0, 0, i);
      }
      executable.input(Graph.INPUT).write(values);
      Timing timing = Timing.of(executable::run, effort);
      double flops = 2.0 * graph.macs();
      probes.add(new Probe(session, executable, flops, flops / timing.minNanos()));
      return timing.minNanos() > RUN_LIMIT;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private record Probe(Session session, Executable executable, double flops, double gflops) {
    double rate(long nanos) {
      long start = System.nanoTime();
      long end;
      int runs = 0;
      do {
        executable.run();
        runs++;
        end = System.nanoTime();
      } while (end - start < nanos);
      return runs * flops / (end - start);
    }
  }
}
