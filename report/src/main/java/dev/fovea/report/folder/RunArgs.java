// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Recipe;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Every option of a run, resolved: with the data it is all that is needed to make the run again.
 *
 * @param model name in the zoo, or of the network that the run's model.yaml holds
 * @param data name of the dataset
 * @param dataDir folder its files were read from; empty for the usual sources
 * @param recipe how to train
 * @param machine what to train on
 */
public record RunArgs(String model, String data, String dataDir, Recipe recipe, Machine machine) {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
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

  /** The options as the command line names them, one a line. */
  private record Flat(
      String model,
      String data,
      String dataDir,
      int size,
      int epochs,
      int batch,
      double lr,
      double momentum,
      InitRecipe init,
      long seed,
      String backend,
      String precision,
      int threads,
      int loaderThreads) {}

  String yaml() {
    return MAPPER.writeValueAsString(
        new Flat(
            model,
            data,
            dataDir,
            recipe.size(),
            recipe.epochs(),
            recipe.batch(),
            recipe.lr(),
            recipe.momentum(),
            recipe.init(),
            recipe.seed(),
            machine.backend,
            machine.precision,
            machine.threads,
            machine.loaderThreads));
  }

  /** Reads what {@link #yaml} gives; an error is one line and names no file. */
  static RunArgs parse(String yaml) {
    try {
      Flat f = MAPPER.readValue(yaml, Flat.class);
      FoveaException.check(
          f != null && f.model != null && f.data != null && f.dataDir != null && f.backend != null,
          "model, data, dataDir and backend must be given");
      Recipe recipe = new Recipe(f.epochs, f.batch, f.lr, f.momentum, f.seed, f.init, f.size);
      Machine machine = new Machine(f.backend, f.precision, f.threads, f.loaderThreads);
      return new RunArgs(f.model, f.data, f.dataDir, recipe, machine);
    } catch (JacksonException e) {
      String message = String.valueOf(e.getOriginalMessage()).split("\\R")[0];
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new FoveaException(e, "%s%s", line > 0 ? "line " + line + ": " : "", message);
    }
  }
}
