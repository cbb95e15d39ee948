// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code fovea} command: prints its usage, or hands over to a subcommand. */
@Command(
    name = "fovea",
    description = "Trains, analyses and ships convolutional networks.",
    mixinStandardHelpOptions = true,
    versionProvider = Fovea.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Fovea implements Runnable {

  /** Runs the command line and ends the JVM with its exit code: 0, 1 (failure) or 2 (usage). */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Fovea()).execute(args));
  }

  @Override
  public void run() {
    new CommandLine(this).usage(System.out);
  }

  /** The version as the build wrote it into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Fovea.class.getPackage().getImplementationVersion();
      return new String[] {"fovea " + (version == null ? "(not packaged)" : version)};
    }
  }
}
