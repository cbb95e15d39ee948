// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.report.folder.RunState;
import dev.fovea.report.plot.ComparisonPlot;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.file.Folders;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea compare}: runs side by side. */
@Command(
    name = "compare",
    header = "Put runs side by side.",
    description = {
      "Puts runs side by side: accuracy, size, arithmetic, speed.",
      "With --out, draws their curves into curves.png and accuracy against arithmetic into macs.png."
    })
public final class CompareCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the pictures; made when it is not there.")
  private Path out;

  /**
   * A run.
   *
   * @param accuracy on the test set: that of the best epoch by the figure the run monitors or,
   *     where a validation part was watched, that of the weights measured in the end; null for a
   *     run that is to overfit; null while nothing is known of it
   * @param loss of the same weights
   * @param parameters trainable numbers; null, as are the next two, while the run has no weights
   * @param macs multiply-accumulates of one image
   * @param weightBytes size of the weights in memory
   * @param imagesPerSecond while training
   */
  record Row(
      String run,
      String state,
      String model,
      String data,
      Double accuracy,
      Double loss,
      int epochs,
      Long parameters,
      Long macs,
      Long weightBytes,
      double imagesPerSecond,
      double seconds) {
    static Row of(RunState state) {
      Optional<Trained> trained =
          isWithoutWeights(state)
              ? Optional.empty()
              : Optional.of(Trained.read(state.path(), line -> {}));
      Optional<Graph> graph = trained.map(found -> found.network().trace(1, Mode.INFER));
      return new Row(
          state.path().toString(),
          state.stage().toString(),
          state.args().model(),
          state.args().data(),
          state.test().map(RunState.Score::accuracy).orElse(null),
          state.test().map(RunState.Score::loss).orElse(null),
          state.history().size(),
          graph.map(g -> dev.fovea.analysis.Parameters.of(g).totalTrainable()).orElse(null),
          graph.map(Graph::macs).orElse(null),
          trained.map(Row::bytes).orElse(null),
          state.imagesPerSecond(),
          state.seconds());
    }

    /** Whether the run has not come to any yet; those of a finished one cannot but be lost. */
    private static boolean isWithoutWeights(RunState state) {
      RunFolder folder = RunFolder.open(state.path());
      return state.stage() != RunState.Stage.FINISHED
          && !Files.exists(folder.bestWeights())
          && !Files.exists(folder.lastWeights());
    }

    private static long bytes(Trained trained) {
      return trained.weights().weights().tensors().values().stream()
          .mapToLong(tensor -> tensor.type().bytes())
          .sum();
    }
  }

  @Override
  public void run() {
    Set<Path> seen = new HashSet<>();
    List<RunState> states = new ArrayList<>();
    for (Path run : runs) {
      UsageException.require(seen.add(run.toAbsolutePath().normalize()), "%s is given twice", run);
      states.add(RunState.read(run));
    }
    List<Row> rows = states.stream().map(Row::of).toList();
    List<Path> pictures = out == null ? List.of() : draw(states, rows);
    output.print(() -> rows, to -> print(rows, pictures, to));
  }

  private List<Path> draw(List<RunState> states, List<Row> rows) {
    List<ComparisonPlot.Entry> entries = new ArrayList<>();
    List<String> names = names(states.stream().map(RunState::path).toList());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      RunState state = states.get(i);
      entries.add(
          new ComparisonPlot.Entry(
              names.get(i),
              state.watched(),
              state.history(),
              Optional.ofNullable(row.macs() == null ? null : row.accuracy()),
              row.macs() == null ? 0 : row.macs()));
    }
    Folders.create(out);
    Path curves = out.resolve("curves.png");
    Path macs = out.resolve("macs.png");
    AtomicFile.write(curves, ComparisonPlot.curves(entries));
    List<String> unknown =
        entries.stream()
            .filter(e -> e.accuracy().isEmpty())
            .map(ComparisonPlot.Entry::name)
            .toList();
    if (!unknown.isEmpty()) {
      output.note("not in macs.png, for want of a test accuracy: " + String.join(", ", unknown));
    }
    if (unknown.size() == entries.size()) {
      return List.of(curves);
    }
    AtomicFile.write(macs, ComparisonPlot.accuracyAgainstMacs(entries));
    return List.of(curves, macs);
  }

  /**
   * The folders' own names; of those that share one, also the folders above, up to where all of
   * these paths are the same.
   */
  static List<String> names(List<Path> paths) {
    Map<String, List<Path>> byName =
        paths.stream()
            .map(path -> path.toAbsolutePath().normalize())
            .collect(Collectors.groupingBy(path -> String.valueOf(path.getFileName())));
    return paths.stream()
        .map(path -> path.toAbsolutePath().normalize())
        .map(path -> name(path, byName.get(String.valueOf(path.getFileName()))))
        .toList();
  }

  /** The name of one of several folders of the same name. */
  private static String name(Path path, List<Path> alike) {
    int shared =
        IntStream.iterate(path.getNameCount() - 1, n -> n - 1)
            .filter(n -> n <= 0 || alike.stream().allMatch(p -> isBelow(p, above(path, n))))
            .findFirst()
            .orElseThrow();
    return shared < 0 ? path.toString() : path.subpath(shared, path.getNameCount()).toString();
  }

  private static boolean isBelow(Path path, Path folder) {
    return path.startsWith(folder) && !path.equals(folder);
  }

  /** Its first so many folders. */
  private static Path above(Path path, int folders) {
    return path.getRoot().resolve(path.subpath(0, folders));
  }

  private static void print(List<Row> rows, List<Path> pictures, PrintWriter out) {
    Table table =
        new Table(
            "run",
            "model",
            "data",
            ">accuracy",
            ">loss",
            ">epochs",
            ">parameters",
            ">MACs",
            ">weights",
            ">images/s",
            ">time",
            "state");
    for (Row row : rows) {
      table.row(
          row.run,
          row.model,
          row.data,
          known(row.accuracy, Units::percent),
          known(row.loss, loss -> Units.decimal(loss, 4)),
          row.epochs,
          known(row.parameters, String::valueOf),
          known(row.macs, String::valueOf),
          known(row.weightBytes, Units::bytes),
          Units.decimal(row.imagesPerSecond, 0),
          Units.decimal(row.seconds, 1) + " s",
          row.state);
    }
    table.print(out);
    pictures.forEach(picture -> out.println("picture: " + picture));
  }

  private static <T> String known(T value, Function<T, String> text) {
    return value == null ? "-" : text.apply(value);
  }
}
