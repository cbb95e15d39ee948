// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.option.DataOptions;
import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.image.Recoloured;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.listing.Part;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Reading;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a run is trained on and judged by.
 *
 * @param images the files, where the data are files
 */
record RunData(DatasetSplits splits, Optional<ImageList> images) {
  /**
   * Opens the data of a run.
   *
   * @param kept the table of images that the run has kept, so that its parts stay as they were
   */
  static RunData open(RunArgs args, Optional<Path> kept, Consumer<String> note) {
    Reading reading = args.recipe().reading();
    if (!ImageList.isPlace(args.data())) {
      DatasetSplits named = DataOptions.open(args.data(), folder(args), note);
      return new RunData(Recoloured.of(named, reading.channels()), Optional.empty());
    }
    FoveaException.check(
        args.dataDir().isEmpty(),
        "--data-dir goes with the name of a dataset; %s is a place already, drop --data-dir",
        args.data());
    Path place = Path.of(args.data());
    ImageList list =
        kept.map(csv -> ImageList.reread(csv, place))
            .orElseGet(() -> ImageList.read(place).split(reading.holdOut()));
    if (kept.isEmpty()) {
      tell(list, note);
    }
    return new RunData(list.datasets(reading.channels()), Optional.of(list));
  }

  private static void tell(ImageList list, Consumer<String> note) {
    note.accept(
        "%s: %d classes; %d images to train, %d to validate, %d to test"
            .formatted(
                list.name(),
                list.labels().size(),
                list.of(Part.TRAIN).size(),
                list.of(Part.VALIDATION).size(),
                list.of(Part.TEST).size()));
    for (int label = 0; label < list.labels().size(); label++) {
      if (list.count(Part.TRAIN, label) == 0) {
        note.accept("class %s has no image to train on".formatted(list.labels().get(label)));
      } else if (list.count(Part.TEST, label) + list.count(Part.VALIDATION, label) == 0) {
        note.accept(
            "class %s has no image to test on, so nothing is known of it in the end"
                .formatted(list.labels().get(label)));
      }
    }
  }

  /** What a trained network is measured on: its run's own test part, or that of other data. */
  static Dataset test(Trained trained, DataOptions other, Consumer<String> note) {
    RunArgs args = trained.args();
    String name = other.name().orElse(args.data());
    int channels = trained.channels();
    if (other.name().isEmpty() && other.folder().isEmpty()) {
      return Recoloured.of(open(args, trained.folder().images(), note).splits(), channels).test();
    }
    if (!ImageList.isPlace(name)) {
      return Recoloured.of(DataOptions.open(name, other.folder(), note), channels).test();
    }
    ImageList list = ImageList.read(Path.of(name)).relabelled(trained.labels());
    return (list.hasParts() ? list : list.all(Part.TEST)).judged(channels);
  }

  private static Optional<Path> folder(RunArgs args) {
    return args.dataDir().isEmpty() ? Optional.empty() : Optional.of(Path.of(args.dataDir()));
  }

  /** Leaves in the run's folder which images it uses. */
  void keep(RunFolder folder) {
    images.ifPresent(list -> folder.keepImages(list.csv()));
  }
}
