// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.ir.Weights;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Network;
import dev.fovea.train.Transfer;
import dev.fovea.train.recipe.Grouping;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Weights of an earlier training that a new one starts from.
 *
 * @param file where they are
 * @param trained how they were trained, where they are of a run
 * @param kept whether they are what a run took over before, so that its user knows of them
 */
record PretrainedWeights(Path file, Weights weights, Optional<Recipe> trained, boolean kept) {
  /** Tensors that are named when the network does not take them over. */
  private static final int NAMED = 4;

  private static final Set<String> PICKLED = Set.of("pt", "pth", "th", "ckpt", "bin");

  /**
   * Reads them.
   *
   * @param place a run, whose best weights are meant, or a safetensors file
   * @throws FoveaException in one line that names the file
   */
  static PretrainedWeights read(Path place) {
    if (Files.isDirectory(place)) {
      RunFolder run = RunFolder.open(place);
      Path file = run.weightsToUse();
      Recipe recipe = run.args().recipe();
      return new PretrainedWeights(
          file, WeightFile.read(file).weights(), Optional.of(recipe), false);
    }
    FoveaException.check(Files.exists(place), "%s: there is no such run or file of weights", place);
    String name = String.valueOf(place.getFileName());
    FoveaException.check(
        !PICKLED.contains(name.substring(name.lastIndexOf('.') + 1)),
        "%s: weights pickled by PyTorch are not read; write them by safetensors.torch.save_file",
        place);
    return new PretrainedWeights(place, WeightFile.read(place).weights(), Optional.empty(), false);
  }

  /** Reads those that a run took over when it began. */
  static PretrainedWeights kept(Path file) {
    return new PretrainedWeights(file, WeightFile.read(file).weights(), Optional.empty(), true);
  }

  /** The network of a run; empty for a file, which does not say. */
  static Optional<Entry> network(Path place) {
    return Files.isDirectory(place)
        ? Optional.of(Trained.model(RunFolder.open(place)))
        : Optional.empty();
  }

  /**
   * What a network takes over from them.
   *
   * @param recipe by which it is trained
   * @param note is told what is taken and what is drawn
   */
  Weights over(Network network, Recipe recipe, Consumer<String> note) {
    Transfer transfer;
    try {
      transfer = Transfer.of(weights, network.trace(Math.min(2, recipe.batch()), Mode.TRAIN));
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s: %s", file, e.getMessage());
    }
    if (!kept) {
      tell(transfer, recipe, note);
    }
    return transfer.taken();
  }

  private void tell(Transfer transfer, Recipe recipe, Consumer<String> note) {
    int taken = transfer.taken().tensors().size();
    note.accept(
        "takes %d of the network's %d tensors from %s"
            .formatted(taken, taken + transfer.drawn().size(), file));
    list("drawn: ", transfer.drawn(), note);
    list("not used: ", transfer.unused(), note);
    List<String> stuck =
        transfer.drawn().stream()
            .map(Transfer.Drawn::path)
            .filter(path -> recipe.freeze().stream().anyMatch(g -> Grouping.matches(g, path)))
            .toList();
    list("warning: frozen as drawn, so never trained: ", stuck, note);
    Images own = recipe.images();
    trained
        .map(Recipe::images)
        .filter(before -> !isSameScale(before, own))
        .ifPresent(
            before ->
                note.accept(
                    "they were trained with mean %s and std %s, and this run has %s and %s"
                        .formatted(before.mean(), before.std(), own.mean(), own.std())));
  }

  private static void list(String what, List<?> tensors, Consumer<String> note) {
    if (!tensors.isEmpty()) {
      String named =
          tensors.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
      int more = tensors.size() - NAMED;
      note.accept(what + named + (more > 0 ? " and %d more".formatted(more) : ""));
    }
  }

  private static boolean isSameScale(Images a, Images b) {
    return a.mean().equals(b.mean()) && a.std().equals(b.std());
  }
}
