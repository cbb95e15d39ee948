// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Precision;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.Network;
import dev.fovea.train.preset.Keys;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has learnt so far.
 *
 * @param file where the weights come from
 * @param labels class names, in the order of the model's outputs
 * @param channels of the images that the weights are for
 */
record Trained(
    RunFolder folder,
    RunArgs args,
    Entry model,
    Path file,
    WeightFile weights,
    List<String> labels,
    int channels) {
  /**
   * Reads it.
   *
   * @param place folder of a run, or one of the weight files in it
   * @param note is told when they are not the weights that the user may expect
   * @throws FoveaException beginning with the file that is wrong
   */
  static Trained read(Path place, Consumer<String> note) {
    boolean oneFile = Files.isRegularFile(place);
    Path run = oneFile ? place.toAbsolutePath().getParent().getParent() : place;
    FoveaException.check(
        !oneFile || (run != null && Files.exists(run.resolve("args.yaml"))),
        "%s is a file outside of a run; give a run folder or a file of its weights folder",
        place);
    RunFolder folder = RunFolder.open(run);
    RunArgs args = folder.args();
    Path file = oneFile ? place : folder.weightsToUse();
    if (!oneFile && file.equals(folder.lastWeights()) && Files.exists(folder.result())) {
      note.accept(
          "%s is gone; the weights of the last epoch, %s, are used, which may be worse"
              .formatted(folder.bestWeights(), file));
    }
    WeightFile weights = WeightFile.read(file);
    List<String> labels = labels(weights, file);
    return of(folder, args, file, weights, labels);
  }

  private static Trained of(
      RunFolder folder, RunArgs args, Path file, WeightFile weights, List<String> labels) {
    Path said = folder.path().resolve("args.yaml");
    Entry model = blaming(said, () -> model(folder));
    blaming(said, () -> Precision.named(args.machine().precision()));
    int size = args.recipe().size();
    IntFunction<Graph> traced =
        channels -> new ZooNetwork(model, channels, size, labels.size()).trace(1, Mode.INFER);
    int channels = blaming(said, () -> channels(traced, weights.weights()));
    Graph graph = blaming(said, () -> traced.apply(channels));
    try {
      weights.weights().checkFits(graph);
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s does not fit %s: %s", file, said, e.getMessage());
    }
    weights.weights().tensors().forEach((path, tensor) -> requireFinite(file, path, tensor));
    return new Trained(folder, args, model, file, weights, labels, channels);
  }

  /** What {@code read} gives; what it finds wrong is the file's mistake. */
  static <T> T blaming(Path file, Supplier<T> read) {
    try {
      return read.get();
    } catch (UsageException e) {
      throw e;
    } catch (FoveaException e) {
      // A file beside it may be named already.
      boolean named = e.getMessage().startsWith(file.getParent().toString());
      throw named ? e : new FoveaException(e, "%s: %s", file, e.getMessage());
    }
  }

  /** The network of a run: its own file's, or the one of the zoo. */
  static Entry model(RunFolder folder) {
    String name = folder.args().model();
    return folder.model().map(file -> ZooModel.read(file, name)).orElseGet(() -> Zoo.named(name));
  }

  private static List<String> labels(WeightFile weights, Path file) {
    List<String> labels;
    try {
      labels =
          List.of(
              JsonMapper.shared()
                  .readValue(weights.about().getOrDefault("labels", "no labels"), String[].class));
    } catch (JacksonException | NullPointerException e) {
      throw noLabels(e, file);
    }
    if (labels.isEmpty()) {
      throw noLabels(null, file);
    }
    return labels;
  }

  private static FoveaException noLabels(Exception cause, Path file) {
    return new FoveaException(
        cause,
        "%s: names no labels, so it is not what a run of Fovea has learnt; give the run, or"
            + " weights/best.safetensors in it",
        file);
  }

  /** Channels of the images by the first weights whose shape depends on them: 1 or 3. */
  private static int channels(IntFunction<Graph> traced, Weights weights) {
    Graph grey;
    try {
      grey = traced.apply(1);
    } catch (FoveaException e) {
      // A network in a file may ask for colours; if that is not it, the second trace says so.
      return 3;
    }
    Map<String, TensorType> rgb = new HashMap<>();
    try {
      types(traced.apply(3)).forEach(leaf -> rgb.put(leaf.path(), leaf.type()));
    } catch (FoveaException e) {
      return 1;
    }
    return types(grey).stream()
        .filter(leaf -> !leaf.type().equals(rgb.get(leaf.path())))
        .findFirst()
        .map(leaf -> isFor(rgb.get(leaf.path()), weights.tensors().get(leaf.path())) ? 3 : 1)
        .orElse(1);
  }

  private static List<Op.Leaf> types(Graph graph) {
    return graph.leaves(Parameter.class).stream().map(node -> (Op.Leaf) node.op()).toList();
  }

  /** Whether weights take as much in as those of that type, whatever else is wrong with them. */
  private static boolean isFor(TensorType type, Tensor tensor) {
    return type != null
        && tensor != null
        && tensor.shape().rank() == type.shape().rank()
        && tensor.shape().rank() > 1
        && tensor.shape().dim(1) == type.shape().dim(1);
  }

  private static void requireFinite(Path file, String path, Tensor tensor) {
    for (float value : tensor.floats()) {
      FoveaException.check(
          Float.isFinite(value),
          "%s: %s holds a value that is not finite, so these weights are of no use",
          file,
          path);
    }
  }

  /** The network for images of that many channels, at the size of the run. */
  Network network(int channels) {
    return new ZooNetwork(model, channels, args.recipe().size(), labels.size());
  }

  /** The network for images as the weights are for. */
  Network network() {
    return network(channels);
  }

  /**
   * The settings by which images came to these weights, as options take them.
   *
   * @param other the network to train; images keep their size only where it is this one
   */
  Map<String, String> images(Entry other) {
    Map<String, Object> all = Keys.values(args.recipe());
    Map<String, String> images = new LinkedHashMap<>();
    for (String key : List.of("resizeMode", "resizeFilter", "mean", "std")) {
      String text = String.valueOf(all.get(key));
      images.put(key, text.replaceAll("[\\[\\] ]", ""));
    }
    images.put("channels", String.valueOf(channels));
    if (other.base().equals(model.base()) && other.family().equals(model.family())) {
      images.put("size", String.valueOf(args.recipe().size()));
    }
    return images;
  }
}
