// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import dev.fovea.cli.bench.BenchCommand;
import dev.fovea.cli.data.DataCommand;
import dev.fovea.cli.doctor.DoctorCommand;
import dev.fovea.cli.lab.CostCommand;
import dev.fovea.cli.lab.FilterCommand;
import dev.fovea.cli.lab.ReceptiveFieldCommand;
import dev.fovea.cli.option.FilePath;
import dev.fovea.cli.run.CompareCommand;
import dev.fovea.cli.run.EvaluateCommand;
import dev.fovea.cli.run.InspectCommand;
import dev.fovea.cli.run.PredictCommand;
import dev.fovea.cli.run.RecipesCommand;
import dev.fovea.cli.run.ReproduceCommand;
import dev.fovea.cli.run.RunsCommand;
import dev.fovea.cli.run.TrainCommand;
import dev.fovea.cli.summary.SummaryCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code fovea} command: prints its usage, or hands over to a subcommand. */
@Command(
    name = "fovea",
    header = "Trains, analyses and ships convolutional networks.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Fovea.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted (Ctrl-C), 143"
          + " ended by SIGTERM."
    },
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      RunsCommand.class,
      CompareCommand.class,
      ReproduceCommand.class,
      RecipesCommand.class,
      DataCommand.class,
      ModelsCommand.class,
      SummaryCommand.class,
      CostCommand.class,
      FilterCommand.class,
      ReceptiveFieldCommand.class,
      BenchCommand.class,
      DoctorCommand.class
    })
public final class Fovea implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  /**
   * Runs the command line and ends the JVM with its exit code: 0, 1 (failure), 2 (usage) or 130
   * (interrupted); a JVM that SIGTERM ends has 143.
   */
  public static void main(String[] args) {
    // Plots are drawn without a screen; on macOS the JVM would show an icon for one.
    System.setProperty("java.awt.headless", "true");
    // Numbers and what libraries say are the same for everybody, as are the files written.
    Locale.setDefault(Locale.ROOT);
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(execute(out, err, args));
  }

  /** The names of all commands. */
  static Set<String> names() {
    return new CommandLine(new Fovea()).getSubcommands().keySet();
  }

  /** Runs the command line; the exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    Fovea root = new Fovea();
    Failures failures = new Failures(() -> root.debug);
    CommandLine line =
        new CommandLine(root)
            .setOut(out)
            .setErr(err)
            // A picture may well be called @img.png; files of arguments are nobody's wish.
            .setExpandAtFiles(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, new FilePath())
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures);
    try {
      return line.execute(args);
    } catch (Error e) {
      return failures.report(e, line);
    }
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
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
