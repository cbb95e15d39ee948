// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.option.ZooModel;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Network;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has learnt so far.
 *
 * @param file where the weights come from
 * @param labels class names, in the order of the model's outputs
 */
record Trained(
    RunFolder folder,
    RunArgs args,
    Entry model,
    Path file,
    WeightFile weights,
    List<String> labels) {
  /**
   * Reads it.
   *
   * @param place folder of a run, or one of the weight files in it
   */
  static Trained read(Path place) {
    boolean oneFile = Files.isRegularFile(place);
    Path run = oneFile ? place.toAbsolutePath().getParent().getParent() : place;
    FoveaException.check(
        !oneFile || (run != null && Files.exists(run.resolve("args.yaml"))),
        "%s is a file outside of a run; give a run folder or a file of its weights folder",
        place);
    RunFolder folder = RunFolder.open(run);
    RunArgs args = folder.args();
    Path file = oneFile ? place : folder.weightsToUse();
    WeightFile weights = WeightFile.read(file);
    return new Trained(folder, args, model(folder), file, weights, labels(weights, file));
  }

  /** The network of a run: its own file's, or the one of the zoo. */
  static Entry model(RunFolder folder) {
    String name = folder.args().model();
    return folder.model().map(file -> ZooModel.read(file, name)).orElseGet(() -> Zoo.named(name));
  }

  private static List<String> labels(WeightFile weights, Path file) {
    try {
      return List.of(
          JsonMapper.shared()
              .readValue(weights.about().getOrDefault("labels", "no labels"), String[].class));
    } catch (JacksonException | NullPointerException e) {
      throw new FoveaException(
          e,
          "%s: names no labels, so it is not of a run of Fovea; give the weights of a run",
          file);
    }
  }

  /** Channels of the images that the weights are for. */
  int channels() {
    try {
      weights.weights().checkFits(network(1).trace(1, Mode.INFER));
      return 1;
    } catch (FoveaException e) {
      weights.weights().checkFits(network(3).trace(1, Mode.INFER));
      return 3;
    }
  }

  /** The network for images of that many channels, at the size of the run. */
  Network network(int channels) {
    return new ZooNetwork(model, channels, args.recipe().size(), labels.size());
  }

  /** The network for images as the weights are for. */
  Network network() {
    return network(channels());
  }
}
