// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.option.DataOptions;
import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.catalogue.Catalogue;
import dev.fovea.data.image.Recoloured;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.listing.Part;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.data.pack.BadImage;
import dev.fovea.data.pack.Keep;
import dev.fovea.data.pack.PackedImages;
import dev.fovea.data.pack.Packing;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a run is trained on and judged by.
 *
 * @param images the files, where the data are files
 */
record RunData(DatasetSplits splits, Optional<PackedImages> images) {
  /** Bad images named on the console; all are in the run's folder. */
  private static final int NAMED = 5;

  /**
   * Opens the data of a run.
   *
   * @param keep where decoded images are kept
   * @param run a run that was begun before, whose table of images keeps the parts as they were
   */
  static RunData open(RunArgs args, Keep keep, Optional<RunFolder> run, Consumer<String> note) {
    Reading reading = args.recipe().reading();
    DataOptions.checkFolder(args.data(), folder(args));
    if (!ImageList.isPlace(args.data())) {
      DatasetSplits named = DataOptions.open(args.data(), folder(args), note);
      return new RunData(Recoloured.of(named, reading.channels()), Optional.empty());
    }
    Path place = Path.of(args.data());
    run.ifPresent(folder -> requireThere(place, folder));
    Optional<Path> kept = run.flatMap(RunFolder::images);
    ImageList list =
        kept.map(csv -> ImageList.reread(csv, place))
            .orElseGet(() -> ImageList.read(place).split(reading.holdOut()));
    PackedImages images =
        PackedImages.of(
            list,
            reading.channels(),
            packing(args, args.recipe().size(), keep, note),
            reading.larger());
    if (kept.isEmpty()) {
      tellLeftOut(place, list.leftOut(place), note);
      tell(images, note);
    }
    return new RunData(images.splits(), Optional.of(images));
  }

  private static void requireThere(Path place, RunFolder run) {
    FoveaException.check(
        Files.exists(place),
        "%s, the data of %s, does not exist; where the images were moved, evaluate takes --data DIR,"
            + " and fovea train --resume %s --data DIR makes the run remember their new place",
        place,
        run.path(),
        run.path());
  }

  private static Packing packing(RunArgs args, int size, Keep keep, Consumer<String> note) {
    Reading reading = args.recipe().reading();
    return new Packing(
        reading.fit(size),
        keep,
        Runtime.getRuntime().maxMemory() / 2,
        Catalogue.standard().cacheFolder().resolve("packed"),
        Math.max(1, args.machine().threads()),
        reading.onBad() == Reading.OnBadImage.SKIP,
        note);
  }

  private static void tell(PackedImages images, Consumer<String> note) {
    ImageList list = images.list();
    tellBad(images.bad(), note);
    note.accept(
        "%s: %d classes; %d images to train, %d to validate, %d to test"
            .formatted(
                list.name(),
                list.labels().size(),
                list.of(Part.TRAIN).size(),
                list.of(Part.VALIDATION).size(),
                list.of(Part.TEST).size()));
    // What the run is judged by in the end: ImageList.datasets.
    Part judged = list.of(Part.TEST).isEmpty() ? Part.VALIDATION : Part.TEST;
    for (int label = 0; label < list.labels().size(); label++) {
      if (list.count(Part.TRAIN, label) == 0) {
        note.accept("class %s has no image to train on".formatted(list.labels().get(label)));
      } else if (list.count(judged, label) == 0) {
        note.accept(
            "class %s has no image to test on, so nothing is known of it in the end"
                .formatted(list.labels().get(label)));
      }
    }
  }

  private static void tellLeftOut(Path place, List<Path> files, Consumer<String> note) {
    if (!files.isEmpty()) {
      note.accept(
          "%s: images in no folder of a class are left out: %d, %s first"
              .formatted(place, files.size(), files.get(0)));
    }
  }

  private static void tellBad(List<BadImage> bad, Consumer<String> note) {
    if (!bad.isEmpty()) {
      note.accept("%d images cannot be read and are left out:".formatted(bad.size()));
      bad.stream().limit(NAMED).forEach(image -> note.accept("  " + image.reason()));
      if (bad.size() > NAMED) {
        note.accept("  and %d more".formatted(bad.size() - NAMED));
      }
    }
  }

  /** What a trained network is measured on: its run's own test part, or that of other data. */
  static Dataset test(Trained trained, DataOptions other, Consumer<String> note) {
    RunArgs args = trained.args();
    String name = other.name().orElse(args.data());
    DataOptions.checkFolder(name, other.folder());
    int channels = trained.channels();
    if (!ImageList.isPlace(name)) {
      Optional<Path> folder = other.given() ? other.folder() : folder(args);
      return Recoloured.of(DataOptions.open(name, folder, note), channels).test();
    }
    if (!other.given()) {
      requireThere(Path.of(args.data()), trained.folder());
      return packed(own(trained), trained, note);
    }
    ImageList list = ImageList.judging(Path.of(name)).relabelled(trained.labels());
    ImageList judged = list.hasParts() ? list : list.all(Part.TEST);
    FoveaException.check(
        !judged.of(Part.TEST).isEmpty()
            || !judged.of(Part.VALIDATION).isEmpty()
            || Files.isDirectory(Path.of(name)),
        "%s: no row has the split test or val; give some that split, or leave out the column split"
            + " to measure all",
        name);
    tellTrained(judged, trained, note);
    return packed(judged, trained, note);
  }

  /** The images of a run whose data are files, in the parts that it has kept. */
  private static ImageList own(Trained trained) {
    RunArgs args = trained.args();
    Path place = Path.of(args.data());
    return trained
        .folder()
        .images()
        .map(csv -> ImageList.reread(csv, place))
        .orElseGet(() -> ImageList.read(place).split(args.recipe().reading().holdOut()));
  }

  private static void tellTrained(ImageList list, Trained trained, Consumer<String> note) {
    if (!ImageList.isPlace(trained.args().data()) || trained.folder().images().isEmpty()) {
      return;
    }
    ImageList own = own(trained);
    Map<String, Path> learnt = new HashMap<>();
    own.of(Part.TRAIN).forEach(s -> learnt.put(own.relative(s.file()), s.file()));
    Set<Path> files = Set.copyOf(learnt.values());
    PictureDataset judged = list.judged(trained.channels());
    long known =
        IntStream.range(0, judged.size())
            .mapToObj(i -> judged.sample(i).file())
            .filter(file -> files.contains(file) || isCopy(file, learnt, list))
            .count();
    if (known > 0) {
      note.accept(
          "%d of these %d images were trained on; without --data the run's own test is measured"
              .formatted(known, judged.size()));
    }
  }

  /**
   * Whether a file stands where one that was trained on stood below another folder: that folder was
   * copied, or moved and is not there to compare.
   */
  private static boolean isCopy(Path file, Map<String, Path> learnt, ImageList list) {
    Path other = learnt.get(list.relative(file));
    try {
      return other != null && (!Files.exists(other) || Files.mismatch(file, other) == -1);
    } catch (IOException e) {
      return false;
    }
  }

  private static Dataset packed(ImageList list, Trained trained, Consumer<String> note) {
    Packing packing = packing(trained.args(), trained.args().recipe().size(), Keep.NONE, note);
    Packing.Packed packed = packing.pack(list.judged(trained.channels()));
    tellBad(packed.bad(), note);
    return packed.dataset();
  }

  private static Optional<Path> folder(RunArgs args) {
    return args.dataDir().isEmpty() ? Optional.empty() : Optional.of(Path.of(args.dataDir()));
  }

  /** Leaves in the run's folder which images it uses. */
  void keep(RunFolder folder) {
    images.ifPresent(
        found -> {
          folder.keepImages(found.list().csv());
          if (!found.bad().isEmpty()) {
            folder.keepBadImages(found.badCsv());
          }
        });
  }
}
