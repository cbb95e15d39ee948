// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import dev.fovea.cli.console.UsageException;
import dev.fovea.onednn.dnnl.DnnlException;
import dev.fovea.report.plot.Fonts;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on standard error and an exit code. */
record Failures(BooleanSupplier debug)
    implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    say(
        command,
        message(e, args) + "; see " + command.getCommandSpec().qualifiedName() + " --help");
    // The option may stand behind the mistake, where parsing did not come.
    if (debug.getAsBoolean() || List.of(args).contains("--debug")) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e, command);
  }

  /** Prints the line for any failure, the JVM's own errors too; the exit code. */
  int report(Throwable e, CommandLine command) {
    say(command, line(e));
    if (debug.getAsBoolean()) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof UsageException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static void say(CommandLine command, String line) {
    PrintWriter err = command.getErr();
    // Paths may hold anything, and a terminal obeys control characters.
    String one = line.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    err.println("fovea: " + one);
    err.flush();
  }

  private static String line(Throwable e) {
    if (e instanceof FoveaException || e instanceof DnnlException) {
      return e.getMessage();
    }
    if (e instanceof ArithmeticException) {
      return "a size is too large to be counted (%s); use smaller ones".formatted(e.getMessage());
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory (%s); use a smaller --batch, or more heap: FOVEA_JAVA_OPTS=-Xmx8g"
          .formatted(e.getMessage());
    }
    return Fonts.explained(e).orElseGet(() -> internal(e));
  }

  private static String internal(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return "internal error: %s%s; --debug shows the whole trace"
        .formatted(e, trace.length == 0 ? "" : " at " + trace[0]);
  }

  private static String message(ParameterException e, String[] args) {
    if (e.getArgSpec() instanceof PositionalParamSpec) {
      // What follows an unknown option is taken for an argument, and its mistake comes first.
      Map<String, OptionSpec> options = e.getCommandLine().getCommandSpec().optionsMap();
      Optional<String> unknown = unknownOption(args, options);
      if (unknown.isPresent()) {
        return unknown("option", unknown.get(), options.keySet());
      }
    }
    if (e.getCause() instanceof FoveaException mistake) {
      return e.getArgSpec() instanceof OptionSpec option
          ? option.longestName() + ": " + mistake.getMessage()
          : mistake.getMessage();
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    String text = e.getMessage();
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String first = e.getUnmatched().get(0);
    if (e.isUnknownOption()) {
      return unknown("option", name(first), command.getCommandSpec().optionsMap().keySet());
    }
    Collection<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "unexpected argument '" + first + "'"
        : unknown("command", first, commands);
  }

  private static Optional<String> unknownOption(String[] args, Map<String, OptionSpec> options) {
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      OptionSpec known = options.get(args[i]);
      if (known != null && known.arity().max() > 0) {
        i++;
      } else if (args[i].matches("--?[A-Za-z].*") && !options.containsKey(name(args[i]))) {
        return Optional.of(name(args[i]));
      }
    }
    return Optional.empty();
  }

  /** An option without the value behind it. */
  private static String name(String arg) {
    return arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg;
  }

  private static String unknown(String kind, String name, Collection<String> known) {
    return Nearest.unknown(kind, name, known).getMessage();
  }
}
