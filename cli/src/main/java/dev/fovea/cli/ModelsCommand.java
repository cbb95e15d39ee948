// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import dev.fovea.analysis.Parameters;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Nearest;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea models}: the zoo, with what each network costs. */
@Command(
    name = "models",
    header = "List the networks.",
    description = "Lists the networks of the zoo: parameters, and MACs at their default input.")
final class ModelsCommand implements Runnable {
  @Mixin private Output output;

  @Option(names = "--family", paramLabel = "NAME", description = "Only this family.")
  private String family;

  /** A network in the listing; {@code input} is [C,H,W], {@code macs} are of one such image. */
  record Row(
      String name,
      String family,
      int year,
      String paper,
      List<Integer> input,
      int classes,
      long parameters,
      long macs) {
    static Row of(Entry entry) {
      Graph graph = entry.trace(1, Mode.INFER);
      return new Row(
          entry.name(),
          entry.family(),
          entry.year(),
          entry.paper(),
          entry.input().dims(),
          entry.classes(),
          Parameters.of(graph).totalTrainable(),
          graph.macs());
    }
  }

  @Override
  public void run() {
    List<Row> rows = chosen().parallelStream().map(Row::of).toList();
    output.print(() -> rows, out -> print(rows, out));
  }

  private List<Entry> chosen() {
    if (family == null) {
      return Zoo.entries();
    }
    List<String> families = Zoo.entries().stream().map(Entry::family).distinct().toList();
    if (!families.contains(family)) {
      throw UsageException.of(Nearest.unknown("family", family, families));
    }
    return Zoo.entries().stream().filter(entry -> entry.family().equals(family)).toList();
  }

  private static void print(List<Row> rows, PrintWriter out) {
    Table table =
        new Table(
            "model", "family", ">year", ">input", ">classes", ">parameters", ">MACs", "paper");
    for (Row row : rows) {
      table.row(
          row.name,
          row.family,
          String.valueOf(row.year),
          ImageSize.text(row.input),
          row.classes,
          row.parameters,
          row.macs,
          row.paper);
    }
    table.print(out);
  }
}
