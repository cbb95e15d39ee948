// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** A way to run graphs, found through {@link ServiceLoader} and chosen by name. Stateless. */
public interface Backend {
  /** The short name users choose it by, for example {@code onednn}. */
  String name();

  /** Whether sessions can compute so on this machine. */
  boolean supports(Precision precision);

  /**
   * Opens a session.
   *
   * @param options thread budget and precision; an unsupported precision is refused here
   * @throws FoveaException naming what is missing on this machine and the fix
   */
  Session open(Options options);

  /**
   * How a session computes.
   *
   * @param threads threads that kernels may use, at least 1
   * @param precision arithmetic inside
   */
  record Options(int threads, Precision precision) {
    public Options {
      FoveaException.check(threads > 0, "threads must be at least 1, was %d", threads);
    }

    public static Options f32(int threads) {
      return new Options(threads, Precision.F32);
    }
  }

  /** The backend of that name on the class path. */
  static Backend named(String name) {
    List<String> names = new ArrayList<>();
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      if (backend.name().equals(name)) {
        return backend;
      }
      names.add(backend.name());
    }
    throw new FoveaException("there is no backend '%s', only %s", name, names);
  }
}
