// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.option.FilePath;
import dev.fovea.data.Dataset;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Job;
import dev.fovea.train.Transfer;
import dev.fovea.train.recipe.Grouping;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Weights of an earlier training that a new one starts from.
 *
 * @param file where they are
 * @param trained the run that they are of, if they are of one
 * @param kept whether they are what a run took over before, so that its user knows of them
 */
record PretrainedWeights(Path file, Weights weights, Optional<Trained> trained, boolean kept) {
  /** Tensors that are named when the network does not take them over. */
  private static final int NAMED = 4;

  private static final Set<String> PICKLED = Set.of("pt", "pth", "th", "ckpt", "bin");

  /** The weights of a run, which say what they are of; what it took over itself does not. */
  private static final String OF_RUN = "(best|last|epoch-[0-9]+)\\.safetensors";

  /** The place that a user names; as {@link #there}. */
  static Path place(String text) {
    return there(new FilePath().convert(text));
  }

  /**
   * The place itself.
   *
   * @throws FoveaException when nothing is there, or what cannot be read
   */
  static Path there(Path place) {
    FoveaException.check(Files.exists(place), "%s: there is no such run or file of weights", place);
    String name = String.valueOf(place.getFileName());
    FoveaException.check(
        Files.isDirectory(place) || !PICKLED.contains(name.substring(name.lastIndexOf('.') + 1)),
        "%s: weights pickled by PyTorch are not read; write them by safetensors.torch.save_file",
        place);
    return place;
  }

  /**
   * Reads them.
   *
   * @param place a run, whose best weights are meant, or a safetensors file
   * @throws FoveaException in one line that names the file
   */
  static PretrainedWeights read(Path place) {
    Optional<Trained> run = run(place, line -> {});
    Path file = run.map(Trained::file).orElse(place);
    WeightFile content = run.map(Trained::weights).orElseGet(() -> WeightFile.read(place));
    return new PretrainedWeights(file, content.weights(), run, false);
  }

  /**
   * The run that weights are of: a folder, or one of the files of weights in it.
   *
   * @param note is told when they are not the weights that the user may expect
   */
  static Optional<Trained> run(Path place, Consumer<String> note) {
    Path within = place.toAbsolutePath().resolve("../../args.yaml").normalize();
    boolean file =
        String.valueOf(place.getFileName()).matches(OF_RUN)
            && Files.isRegularFile(place)
            && Files.exists(within);
    return file || Files.isDirectory(place)
        ? Optional.of(Trained.read(place, note))
        : Optional.empty();
  }

  /** Reads those that a run took over when it began. */
  static PretrainedWeights kept(Path file) {
    return new PretrainedWeights(file, WeightFile.read(file).weights(), Optional.empty(), true);
  }

  /**
   * What a network takes over from them.
   *
   * @param job the training that starts from them
   * @param note is told what is taken and what is drawn
   */
  Weights over(Job job, Consumer<String> note) {
    Transfer transfer;
    try {
      int images = Math.min(2, job.recipe().batch());
      transfer = Transfer.of(weights, job.network().trace(images, Mode.TRAIN));
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s: not for %s: %s", file, job.model(), e.getMessage());
    }
    if (!kept) {
      tell(transfer, job, note);
    }
    return transfer.taken();
  }

  private void tell(Transfer transfer, Job job, Consumer<String> note) {
    int taken = transfer.taken().tensors().size();
    note.accept(
        "takes %d of the network's %d tensors from %s"
            .formatted(taken, taken + transfer.drawn().size(), file));
    list("drawn: ", transfer.drawn(), note);
    list("not used: ", transfer.unused(), note);
    List<String> stuck =
        transfer.drawn().stream()
            .map(Transfer.Drawn::path)
            .filter(path -> job.recipe().freeze().stream().anyMatch(g -> Grouping.matches(g, path)))
            .toList();
    list("warning: frozen as drawn, so never trained: ", stuck, note);
    trained.ifPresent(run -> compare(run, job, hasHead(transfer), note));
  }

  /** Whether the layer that tells the classes, the last one, is taken over. */
  private boolean hasHead(Transfer transfer) {
    String last = List.copyOf(weights.tensors().keySet()).get(weights.tensors().size() - 1);
    return transfer.taken().tensors().containsKey(last);
  }

  private static void compare(Trained run, Job job, boolean head, Consumer<String> note) {
    Dataset data = job.data().train();
    String before = images(run.args().recipe(), run.channels());
    String now = images(job.recipe(), data.shape(0).channels());
    if (!before.equals(now)) {
      note.accept("they were trained on %s, and this run has %s".formatted(before, now));
    }
    List<String> labels = data.labels();
    if (head && run.labels().size() == labels.size() && !run.labels().equals(labels)) {
      note.accept(
          "they were trained for as many other classes: what told %s now stands for %s"
              .formatted(differing(run.labels(), labels), differing(labels, run.labels())));
    }
  }

  /** The first label that another stands for among others. */
  private static String differing(List<String> labels, List<String> others) {
    int i = 0;
    while (labels.get(i).equals(others.get(i))) {
      i++;
    }
    return labels.get(i);
  }

  /** What the network sees, in words. */
  private static String images(Recipe recipe, int channels) {
    Images images = recipe.images();
    return "%dx%dx%d images (%s) with mean %s and std %s"
        .formatted(
            channels,
            recipe.size(),
            recipe.size(),
            recipe.reading().mode().toString().toLowerCase(Locale.ROOT),
            images.mean(),
            images.std());
  }

  private static void list(String what, List<?> tensors, Consumer<String> note) {
    if (!tensors.isEmpty()) {
      String named =
          tensors.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
      int more = tensors.size() - NAMED;
      note.accept(what + named + (more > 0 ? " and %d more".formatted(more) : ""));
    }
  }
}
