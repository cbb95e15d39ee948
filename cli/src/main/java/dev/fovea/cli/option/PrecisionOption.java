// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.cli.console.UsageException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arithmetic of a training. */
public final class PrecisionOption {
  private static final String AUTO = "auto";

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "Arithmetic of the images between layers and of convolutions: f32; bf16, on CPUs that have"
              + " AVX512_BF16 or AMX (weights, their gradients, statistics and losses stay f32); auto"
              + " for bf16 where the CPU has it, else f32; default: the recipe's, mostly f32.")
  private String given;

  /**
   * The precision asked for, else the one a file or a recipe says, else f32.
   *
   * @param where the file says it, for messages
   * @param backend what {@code auto} asks
   */
  public Precision precision(Optional<String> file, String where, Backend backend) {
    String name = Optional.ofNullable(given).or(() -> file).orElse("f32");
    return named(name, given == null ? where : "--precision", backend);
  }

  /**
   * The precision that is called so.
   *
   * @param where it was given, for messages
   * @param backend what {@code auto} asks
   */
  public static Precision named(String name, String where, Backend backend) {
    return switch (name) {
      case "f32" -> Precision.F32;
      case "bf16" -> Precision.BF16;
      case AUTO -> backend.supports(Precision.BF16) ? Precision.BF16 : Precision.F32;
      default -> throw new UsageException("%s is '%s', expected f32, bf16 or auto", where, name);
    };
  }
}
