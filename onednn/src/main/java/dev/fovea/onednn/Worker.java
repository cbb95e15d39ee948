// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.Engine;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The one thread on which a session makes and runs primitives: OpenMP starts a team for every
 * thread that enters it, so two callers would share the cores between two teams. {@link Workers}
 * says when sessions share one.
 */
final class Worker implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  /** Starts the thread and fixes its OpenMP team at {@code threads}, itself included. */
  Worker(Engine engine, int threads) {
    this.threads = threads;
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "fovea-onednn");
              thread.setDaemon(true);
              return thread;
            });
    call(
        () -> {
          // Before the team starts: denormal gradients run a hundred times slower in these kernels.
          engine.flushDenormals();
          engine.setThreads(threads);
          return null;
        });
  }

  int threads() {
    return threads;
  }

  /** Runs {@code task} on the thread and waits; its exception comes out here. */
  <T> T call(Callable<T> task) {
    Future<T> future = executor.submit(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          // A kernel cannot be stopped half-way; the caller hears of the interrupt afterwards.
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          if (e.getCause() instanceof Error cause) {
            throw cause;
          }
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void run(Runnable task) {
    call(
        () -> {
          task.run();
          return null;
        });
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
