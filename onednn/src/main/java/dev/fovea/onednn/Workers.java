// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.Engine;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which worker each open session runs on. When the teams of a process have more threads together
 * than there are processors, GNU's OpenMP lets all of them sleep at every barrier, even if only one
 * works: each kernel then takes some 60 microseconds more (the step of {@code mlp5} 1.2 ms instead
 * of 0.75; 2 threads, 2026-11-22). So sessions get workers of their own while processors last, and
 * share afterwards.
 */
final class Workers {
  private final int processors;
  private final Map<Worker, Integer> sessions = new IdentityHashMap<>();

  Workers(int processors) {
    this.processors = processors;
  }

  /** A worker with that many threads; the caller gives it back. */
  synchronized Worker take(Engine engine, int threads) {
    Worker worker =
        shared(threads).filter(w -> !fits(threads)).orElseGet(() -> new Worker(engine, threads));
    sessions.merge(worker, 1, Integer::sum);
    return worker;
  }

  private Optional<Worker> shared(int threads) {
    return sessions.keySet().stream().filter(w -> w.threads() == threads).findFirst();
  }

  /** Whether one more team leaves every thread a processor; a team of one thread is none. */
  private boolean fits(int threads) {
    int helpers = sessions.keySet().stream().mapToInt(w -> w.threads() - 1).sum();
    return threads == 1 || helpers + threads <= processors;
  }

  /** Ends the worker when no session is left on it. */
  synchronized void giveBack(Worker worker) {
    if (sessions.merge(worker, -1, Integer::sum) == 0) {
      sessions.remove(worker);
      worker.close();
    }
  }
}
