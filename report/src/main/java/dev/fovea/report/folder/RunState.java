// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.Folders;
import dev.fovea.train.recipe.Monitor;
import dev.fovea.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the small files of a run say about it; nothing is written or created.
 *
 * @param stage how far it is
 * @param watched what it was measured on after each epoch: test, validation or overfit
 * @param history its epochs so far
 * @param test how good it is on the test set: in the epoch that is best by the figure it monitors,
 *     whose weights are kept, or, where a validation part was watched, by the weights measured in
 *     the end; empty while nothing is known of that, and for a run that is to overfit
 * @param parameters trained numbers; empty while the run is not finished
 * @param seconds that the epochs so far have taken, with their evaluation
 * @param imagesPerSecond all images by all time in steps, 0 before the first epoch is over
 */
public record RunState(
    Path path,
    RunArgs args,
    Stage stage,
    String watched,
    List<Row> history,
    Optional<Score> test,
    Optional<Long> parameters,
    double seconds,
    double imagesPerSecond) {
  /** How far a run is. */
  public enum Stage {
    /** It came to its end. */
    FINISHED,
    /** A process trains it now. */
    RUNNING,
    /** It has stopped before its end and can be resumed. */
    INTERRUPTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Figures of the test set. */
  public record Score(double loss, double accuracy) {}

  /**
   * A row of {@code results.csv}.
   *
   * @param watchedLoss on the part that is watched, as is the accuracy
   */
  public record Row(
      int epoch,
      double trainLoss,
      double trainAccuracy,
      double watchedLoss,
      double watchedAccuracy,
      double imagesPerSecond,
      double seconds)
      implements Monitor.Ranked {
    @Override
    public double figure(Monitor monitor) {
      return switch (monitor) {
        case TEST_ACCURACY -> watchedAccuracy;
        case TEST_LOSS -> watchedLoss;
        case TRAIN_LOSS -> trainLoss;
      };
    }
  }

  private static final String AGAIN = "; to make it again, remove report.html and resume the run";

  /** What else than the test set is watched. */
  private static final List<String> WATCHED = List.of("validation", "overfit");

  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "trainLoss",
          "trainAccuracy",
          "%sLoss",
          "%sAccuracy",
          "imagesPerSecond",
          "seconds");

  public RunState {
    history = List.copyOf(history);
  }

  /**
   * Reads it.
   *
   * @throws FoveaException in one line with the file, when the folder is not of a run or one of its
   *     files is damaged
   */
  public static RunState read(Path path) {
    FoveaException.check(Files.isDirectory(path), "there is no run folder %s", path);
    Path args = path.resolve("args.yaml");
    FoveaException.check(
        Files.exists(args), "%s is not a run folder: it has no %s", path, args.getFileName());
    RunArgs parsed = RunArgs.parse(args.toString(), Folders.text(args));
    Path results = path.resolve("results.csv");
    List<String> lines = Files.exists(results) ? Folders.text(results).lines().toList() : List.of();
    List<String> header = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(","));
    String watched =
        WATCHED.stream().filter(p -> header.contains(p + "Accuracy")).findFirst().orElse("test");
    List<Row> history = Files.exists(results) ? rows(results, lines, header, watched) : List.of();
    Optional<Score> test = test(parsed.recipe(), watched, history, path.resolve("metrics.json"));
    Path result = path.resolve("result.json");
    if (Files.exists(result)) {
      JsonNode figures = json(result);
      checkWhole(results, history.size(), figures.path("epochs").asInt(1), result);
      return new RunState(
          path,
          parsed,
          Stage.FINISHED,
          watched,
          history,
          test,
          Optional.of((long) number(result, figures, "parameters")),
          seconds(history),
          number(result, figures, "imagesPerSecond"));
    }
    return new RunState(
        path,
        parsed,
        RunLock.held(path) ? Stage.RUNNING : Stage.INTERRUPTED,
        watched,
        history,
        test,
        Optional.empty(),
        seconds(history),
        imagesPerSecond(history));
  }

  /** A run that is over has a row for each epoch that its result counts. */
  private static void checkWhole(Path results, int rows, int epochs, Path result) {
    FoveaException.check(
        Files.exists(results), "%s is missing, and %s is there%s", results, result, AGAIN);
    FoveaException.check(
        rows >= Math.max(1, epochs),
        "%s is damaged: it has %d rows, and %s counts %d epochs%s",
        results,
        rows,
        result.getFileName(),
        epochs,
        AGAIN);
  }

  private static Optional<Score> test(
      Recipe recipe, String watched, List<Row> history, Path metrics) {
    // Metrics of a run that is to overfit are of what it was trained on.
    if (recipe.limits().overfit() > 0) {
      return Optional.empty();
    }
    return watched.equals("test")
        ? history.stream()
            .min(recipe.saving().monitor().bestFirst())
            .map(row -> new Score(row.watchedLoss, row.watchedAccuracy))
        : measured(metrics);
  }

  private static double seconds(List<Row> history) {
    return history.stream().mapToDouble(Row::seconds).sum();
  }

  /**
   * All images by all time in steps, of a run whose epochs, none of them cut, have equally many.
   */
  private static double imagesPerSecond(List<Row> history) {
    double time = history.stream().mapToDouble(row -> 1 / row.imagesPerSecond).sum();
    return history.isEmpty() ? 0 : history.size() / time;
  }

  /**
   * The object that a JSON file of a run holds.
   *
   * @throws FoveaException naming the file when it holds anything else
   */
  public static JsonNode json(Path file) {
    try {
      JsonNode object = JsonMapper.shared().readTree(Folders.text(file));
      FoveaException.check(object.isObject(), "%s is damaged: it holds no JSON object", file);
      return object;
    } catch (JacksonException e) {
      // Jackson adds places in its own source, which nobody has.
      String reason = e.getOriginalMessage().split("\\R| \\(start marker")[0];
      throw new FoveaException(e, "%s is damaged: %s", file, reason);
    }
  }

  /** What the report found. */
  private static Optional<Score> measured(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode metrics = json(file).path("metrics");
    return Optional.of(new Score(number(file, metrics, "loss"), number(file, metrics, "accuracy")));
  }

  private static double number(Path file, JsonNode figures, String key) {
    JsonNode value = figures.path(key);
    FoveaException.check(value.isNumber(), "%s is damaged: it has no number '%s'", file, key);
    return value.asDouble();
  }

  private static List<Row> rows(
      Path file, List<String> lines, List<String> header, String watched) {
    List<String> columns = COLUMNS.stream().map(name -> name.formatted(watched)).toList();
    FoveaException.check(
        header.containsAll(columns),
        "%s is damaged: its first line names no %s",
        file,
        columns.stream().filter(c -> !header.contains(c)).findFirst().orElse(""));
    int[] at = columns.stream().mapToInt(header::indexOf).toArray();
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",");
      try {
        double[] v = Arrays.stream(at).mapToDouble(c -> Double.parseDouble(cells[c])).toArray();
        checkPossible(file, i, columns, v);
        rows.add(new Row((int) v[0], v[1], v[2], v[3], v[4], v[5], v[6]));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new FoveaException(e, "%s is damaged: line %d is '%s'", file, i + 1, lines.get(i));
      }
    }
    return rows;
  }

  /** Throws when a line holds what no epoch can come to. */
  private static void checkPossible(Path file, int epoch, List<String> columns, double[] v) {
    for (int c = 0; c < v.length; c++) {
      boolean share = columns.get(c).endsWith("Accuracy");
      boolean possible =
          c == 0 ? v[c] == epoch : v[c] >= 0 && v[c] <= (share ? 1 : Double.MAX_VALUE);
      FoveaException.check(
          possible,
          "%s is damaged: in line %d, %s is %s, expected %s",
          file,
          epoch + 1,
          columns.get(c),
          v[c],
          c == 0 ? String.valueOf(epoch) : share ? "0 to 1" : "a number that is not negative");
    }
  }
}
