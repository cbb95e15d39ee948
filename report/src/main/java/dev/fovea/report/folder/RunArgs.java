// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.train.preset.Keys;
import dev.fovea.train.preset.Sheet;
import dev.fovea.train.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Every option of a run, resolved: with the data it is all that is needed to make the run again.
 *
 * @param model name in the zoo, or of the network that the run's model.yaml holds
 * @param data name of the dataset
 * @param dataDir folder its files were read from; empty for the usual sources
 * @param weights run or file whose weights it starts from; empty where all are drawn
 * @param recipe how to train
 * @param machine what to train on
 */
public record RunArgs(
    String model, String data, String dataDir, String weights, Recipe recipe, Machine machine) {
  /**
   * The key of the file beside {@code args.yaml} that holds the network; not there for the zoo's.
   */
  public static final String MODEL_FILE = "modelFile";

  /** The key of the weights to start from; runs of older versions do not have it. */
  public static final String WEIGHTS = "weights";

  private static final List<String> OWN =
      List.of("model", "data", "dataDir", "backend", "precision", "threads", "loaderThreads");

  /** What {@code args.yaml} says beside the settings of the recipe. */
  public static final List<String> KEYS =
      Stream.concat(OWN.stream(), Stream.of(MODEL_FILE, WEIGHTS)).toList();

  /** What a recipe cannot do without; later versions may have more settings than a file. */
  private static final List<String> NEEDED =
      List.of("size", "epochs", "batch", "lr", "init", "seed");

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .build();

  /**
   * What to train on; the number of threads can change the last bits of a result.
   *
   * @param backend name of the backend
   * @param precision of the arithmetic, as {@code Precision} prints it
   * @param threads threads of the kernels
   * @param loaderThreads threads that prepare batches
   */
  public record Machine(String backend, String precision, int threads, int loaderThreads) {}

  /** With all weights drawn. */
  public RunArgs(String model, String data, String dataDir, Recipe recipe, Machine machine) {
    this(model, data, dataDir, "", recipe, machine);
  }

  /** The same on another machine. */
  public RunArgs on(Machine other) {
    return new RunArgs(model, data, dataDir, weights, recipe, other);
  }

  /** The same with the data, or the folder of their files, at another place. */
  public RunArgs at(String place, String folder) {
    return new RunArgs(model, place, folder, weights, recipe, machine);
  }

  String yaml() {
    return yaml("");
  }

  /**
   * What {@code args.yaml} holds.
   *
   * @param modelFile name of the file with the network; empty for one of the zoo
   */
  String yaml(String modelFile) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("model", model);
    if (!modelFile.isEmpty()) {
      all.put(MODEL_FILE, modelFile);
    }
    all.put("data", data);
    all.put("dataDir", dataDir);
    all.put(WEIGHTS, weights);
    all.putAll(Keys.values(recipe));
    all.put("backend", machine.backend);
    all.put("precision", machine.precision);
    all.put("threads", machine.threads);
    all.put("loaderThreads", machine.loaderThreads);
    return MAPPER.writeValueAsString(all);
  }

  /**
   * Reads what {@link #yaml} gives.
   *
   * @param file for messages
   * @throws dev.fovea.tensor.FoveaException in one line with the file and the line in it
   */
  static RunArgs parse(String file, String yaml) {
    Sheet sheet = Sheet.parse(file, yaml, KEYS);
    sheet.require(OWN);
    sheet.require(NEEDED);
    Machine machine =
        new Machine(
            sheet.text("backend").orElseThrow(),
            sheet.text("precision").orElseThrow(),
            sheet.whole("threads").orElseThrow(),
            sheet.whole("loaderThreads").orElseThrow());
    return new RunArgs(
        sheet.text("model").orElseThrow(),
        sheet.text("data").orElseThrow(),
        sheet.text("dataDir").orElseThrow(),
        sheet.text(WEIGHTS).orElse(""),
        sheet.over(Recipe.of(1, 1, 1)),
        machine);
  }

  /** Name of the file with the network that an {@code args.yaml} says; old ones never do. */
  static Optional<String> modelFile(String file, String yaml) {
    return Sheet.parse(file, yaml, KEYS).text(MODEL_FILE).filter(name -> !name.isEmpty());
  }
}
