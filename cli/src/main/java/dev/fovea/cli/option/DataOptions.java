// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.cli.console.UsageException;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.catalogue.Catalogue;
import dev.fovea.data.catalogue.DataRequest;
import dev.fovea.data.listing.ImageList;
import dev.fovea.tensor.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which dataset, and where it lies. */
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME|DIR|CSV",
      description =
          "fashion-mnist, mnist, cifar10, cifar100, or shapes, which is generated; or a folder of"
              + " images, a folder a class; or a CSV file with the columns path,label[,split]. A"
              + " folder called like a dataset is ./NAME.")
  private String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Read the dataset's files here instead of fetching them.")
  private Path folder;

  /** The name given, if it is known, or the whole path; empty when none was given. */
  public Optional<String> name() {
    return Optional.ofNullable(name).map(DataOptions::known);
  }

  /** The name of a dataset that is known, or the whole path of images. */
  public static String known(String name) {
    List<String> known = Catalogue.standard().names();
    if (known.contains(name)) {
      return name;
    }
    if (!ImageList.isPlace(name) && !Files.isDirectory(Path.of(name))) {
      throw new UsageException(
          "%s; there is no folder of that name either",
          Nearest.unknown("dataset", name, known).getMessage());
    }
    Path place = new FilePath().convert(name).toAbsolutePath().normalize();
    UsageException.require(
        Files.exists(place),
        "%s does not exist; give a folder of images, a CSV file or the name of a dataset",
        place);
    return place.toString();
  }

  /**
   * Refuses a folder for files of a named dataset beside images that lie at a place.
   *
   * @param data as {@link #known} gives it
   */
  public static void checkFolder(String data, Optional<Path> folder) {
    UsageException.require(
        folder.isEmpty() || !ImageList.isPlace(data),
        "--data-dir goes with the name of a dataset; %s is a place already, drop --data-dir",
        data);
  }

  public Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  /** Whether any of the two was given. */
  public boolean given() {
    return name != null || folder != null;
  }

  /**
   * Loads a dataset, fetching it first if need be.
   *
   * @param progress is told what is going on
   */
  public static DatasetSplits open(String name, Optional<Path> folder, Consumer<String> progress) {
    DataRequest request = DataRequest.of(name).progress(progress);
    return Catalogue.standard().open(folder.map(request::folder).orElse(request));
  }
}
