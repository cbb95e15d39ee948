// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command's result goes: standard output, as text or, with {@code --json}, as JSON. */
public final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print the result as JSON and nothing else.")
  private boolean json;

  public boolean json() {
    return json;
  }

  /** Prints the result in the form asked for; only that form is computed. */
  public void print(Supplier<?> asJson, Consumer<PrintWriter> asText) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      Json.print(out, asJson.get());
    } else {
      asText.accept(out);
    }
    out.flush();
  }

  /** Prints a part of a result in words, for results that come one by one. */
  public void line(String text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  /**
   * Where a command tells of its progress: standard output, or standard error when that belongs to
   * JSON.
   */
  public PrintStream progress() {
    CommandLine line = command.commandLine();
    return WriterStream.to(json ? line.getErr() : line.getOut());
  }

  /** Says something on the way, on standard error. */
  public void note(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
