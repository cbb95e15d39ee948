// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.backend.Backend;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Which backend computes. */
public final class BackendOption {
  private static final String STANDARD = "onednn";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      converter = Name.class,
      description = "What computes: onednn, or reference (plain Java, slow); default: onednn.")
  private Backend backend;

  /** The backend asked for, or the standard one. */
  public Backend backend() {
    return backend(Optional::empty);
  }

  /** The backend asked for, else the one a file says, else the standard one. */
  public Backend backend(Supplier<Optional<Backend>> file) {
    // Looked up here and not as a default value, so that help and usage errors need no backend.
    return backend == null ? file.get().orElseGet(() -> Backend.named(STANDARD)) : backend;
  }

  static final class Name implements ITypeConverter<Backend> {
    @Override
    public Backend convert(String name) {
      return Backend.named(name);
    }
  }
}
