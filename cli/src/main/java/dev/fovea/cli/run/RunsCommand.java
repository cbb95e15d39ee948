// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.report.folder.RunState;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.Folders;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fovea runs}: which runs there are and how they stand. */
@Command(
    name = "runs",
    header = "List the runs of a folder.",
    description = {"Lists the runs of a folder: how far they came and how good they are."})
public final class RunsCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder with runs; default: runs.")
  private Path folder;

  /**
   * A run; what is not known is null.
   *
   * @param state finished, running, interrupted or damaged
   * @param accuracy on the test set: that of the best epoch by the figure the run monitors or,
   *     where a validation part was watched, that of the weights measured in the end; null for a
   *     run that is to overfit
   * @param trouble what is wrong with a damaged one
   */
  record Row(
      String run,
      String state,
      String model,
      String data,
      Integer epochs,
      Integer ofEpochs,
      Double accuracy,
      Double loss,
      Double seconds,
      Double imagesPerSecond,
      String trouble) {
    static Row of(Path path) {
      String name = path.getFileName().toString();
      try {
        RunState s = RunState.read(path);
        return new Row(
            name,
            s.stage().toString(),
            s.args().model(),
            s.args().data(),
            s.history().size(),
            s.args().recipe().epochs(),
            s.test().map(RunState.Score::accuracy).orElse(null),
            s.test().map(RunState.Score::loss).orElse(null),
            s.seconds(),
            s.imagesPerSecond(),
            null);
      } catch (FoveaException e) {
        // One broken run must not hide the others.
        return new Row(
            name, "damaged", null, null, null, null, null, null, null, null, e.getMessage());
      }
    }
  }

  @Override
  public void run() {
    FoveaException.check(
        Files.isDirectory(folder),
        "there is no folder %s; train something first, or give the folder that holds your runs",
        folder);
    List<Row> rows =
        Folders.list(folder).stream()
            .map(folder::resolve)
            .filter(path -> Files.exists(path.resolve("args.yaml")))
            .map(Row::of)
            .toList();
    output.print(() -> rows, out -> print(rows, out));
  }

  private void print(List<Row> rows, PrintWriter out) {
    if (rows.isEmpty()) {
      out.println("no runs in " + folder);
      return;
    }
    Table table =
        new Table("run", "model", "data", ">accuracy", ">epochs", ">time", ">images/s", "state");
    for (Row row : rows) {
      boolean known = row.trouble == null;
      table.row(
          row.run,
          known ? row.model : "?",
          known ? row.data : "?",
          row.accuracy == null ? "-" : Units.percent(row.accuracy),
          known ? row.epochs + "/" + row.ofEpochs : "-",
          known ? Units.decimal(row.seconds, 1) + " s" : "-",
          known ? Units.decimal(row.imagesPerSecond, 0) : "-",
          row.state);
    }
    table.print(out);
    rows.stream().filter(row -> row.trouble != null).forEach(row -> out.println(row.trouble));
  }
}
