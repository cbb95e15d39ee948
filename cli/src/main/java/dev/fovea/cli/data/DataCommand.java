// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fovea data}: prints its usage, or hands over to a subcommand. */
@Command(
    name = "data",
    header = "Look at datasets.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CheckCommand.class, SpeedCommand.class})
public final class DataCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
