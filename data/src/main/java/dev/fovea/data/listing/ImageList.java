// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.io.File;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Image files with their classes and parts.
 *
 * @param place what was read: a folder or a table
 * @param root what relative paths begin at
 * @param labels class names; a sample's label is an index into them
 * @param samples in order; either all have a part or none has
 */
public record ImageList(Path place, Path root, List<String> labels, List<Sample> samples) {
  public ImageList {
    labels = List.copyOf(labels);
    samples = List.copyOf(samples);
  }

  /** Of the set, for users: its folder's or table's. */
  public String name() {
    return nameOf(place);
  }

  /** Whether a text can only mean files of the user: a path, or the name of a table. */
  public static boolean isPlace(String text) {
    return text.contains("/") || text.contains("\\") || ImageTable.isTable(text);
  }

  /**
   * Reads what lies there.
   *
   * @param place a folder of class folders, one of {@code train}, {@code val} and {@code test} with
   *     class folders in each, or a CSV file with the columns path, label and perhaps split
   * @throws FoveaException when it is neither, or nothing can be learnt from it
   */
  public static ImageList read(Path place) {
    return read(place, false);
  }

  /**
   * As {@link #read}, to measure a network by: a folder of class folders is all test, and some of
   * them may be empty.
   */
  public static ImageList judging(Path place) {
    return read(place, true);
  }

  private static ImageList read(Path place, boolean judge) {
    check(Files.exists(place), "%s does not exist; give a folder of images or a CSV file", place);
    if (Files.isDirectory(place)) {
      return FolderScan.of(place).list(judge);
    }
    check(
        ImageTable.isTable(place.toString()),
        "%s is neither a folder of images nor a .csv file",
        place);
    return ImageTable.read(place, place, place.toAbsolutePath().getParent());
  }

  /** Reads what {@link #csv} gave, for the set it was made from. */
  public static ImageList reread(Path csv, Path place) {
    Path absolute = place.toAbsolutePath().normalize();
    boolean table = ImageTable.isTable(place.toString());
    return ImageTable.read(csv, place, table ? absolute.getParent() : absolute);
  }

  private static String nameOf(Path place) {
    String name = String.valueOf(place.toAbsolutePath().normalize().getFileName());
    return ImageTable.isTable(name) ? name.substring(0, name.length() - 4) : name;
  }

  /**
   * The images below a folder that was read which belong to no class or part; none of a table.
   * Nothing of this is needed, so what cannot be read is passed over.
   */
  public List<Path> leftOut(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    Set<Path> taken = samples.stream().map(Sample::file).collect(Collectors.toSet());
    return FolderWalk.strayImages(place).stream().filter(file -> !taken.contains(file)).toList();
  }

  /** Whether it is said what each image is for. */
  public boolean hasParts() {
    return samples.get(0).part() != null;
  }

  /** The same with some images held out for the test, unless that is decided already. */
  public ImageList split(HoldOut holdOut) {
    return hasParts() ? this : with(holdOut.apply(this));
  }

  /** The same with every image in one part. */
  public ImageList all(Part part) {
    return with(samples.stream().map(s -> s.in(part)).toList());
  }

  /** The same without some files. */
  public ImageList without(Set<Path> files) {
    return with(samples.stream().filter(s -> !files.contains(s.file())).toList());
  }

  private ImageList with(List<Sample> others) {
    return new ImageList(place, root, labels, others);
  }

  /** Samples of one part. */
  public List<Sample> of(Part part) {
    return samples.stream().filter(s -> s.part() == part).toList();
  }

  /** How many images a class has in a part. */
  public int count(Part part, int label) {
    return (int) samples.stream().filter(s -> s.part() == part && s.label() == label).count();
  }

  /**
   * The datasets of the parts. Without images to test, those to validate are the test.
   *
   * @param channels 1 for grey, 3 for RGB, 0 for what the files are: grey only if all are
   * @param each what becomes of each part
   */
  public DatasetSplits datasets(int channels, Function<PictureDataset, Dataset> each) {
    check(
        labels.size() >= 2,
        "%s holds one class only (%s); at least two are needed to tell apart",
        root,
        labels.isEmpty() ? "none" : labels.get(0));
    List<Sample> test = of(Part.TEST);
    List<Sample> validation = of(Part.VALIDATION);
    List<Sample> train = of(Part.TRAIN);
    check(
        !train.isEmpty(),
        ImageTable.isTable(place.toString())
            ? "%s: no row has the split train; give some rows that split"
            : "%s holds no image to train on; name a folder train",
        place);
    check(!test.isEmpty() || !validation.isEmpty(), "%s", unjudged());
    int depth = channels(channels);
    Optional<List<Sample>> judged =
        test.isEmpty() || validation.isEmpty() ? Optional.empty() : Optional.of(validation);
    return new DatasetSplits(
        each.apply(new PictureDataset(name(), labels, train, depth)),
        each.apply(new PictureDataset(name(), labels, test.isEmpty() ? validation : test, depth)),
        judged.map(v -> each.apply(new PictureDataset(name(), labels, v, depth))));
  }

  /**
   * The channels that images are to have.
   *
   * @param wanted 1 for grey, 3 for RGB, 0 for what the files are: grey only if all are
   */
  public int channels(int wanted) {
    return wanted == 0 ? PictureDataset.channels(samples) : wanted;
  }

  /** Why there is nothing to test on, and what to do. */
  private String unjudged() {
    boolean table = ImageTable.isTable(place.toString());
    if (IntStream.range(0, labels.size()).allMatch(label -> count(Part.TRAIN, label) <= 1)) {
      return "%s leaves no image to test on: each class has one; add images, or a %s"
          .formatted(place, table ? "column split with rows of the split test" : "folder test");
    }
    return (table
            ? "%s: no row has the split test or val; give some rows one of them, or leave out the"
                + " column split to have a share of each class held out"
            : "%s: the folders for test and validation hold no images; fill or remove them")
        .formatted(place);
  }

  /** The images of each part that has some, by its name, as they are; no part is called all. */
  public Map<String, PictureDataset> parts() {
    Map<String, PictureDataset> parts = new LinkedHashMap<>();
    if (!hasParts()) {
      parts.put("all", new PictureDataset(name(), labels, samples, 3));
      return parts;
    }
    for (Part part : Part.values()) {
      if (!of(part).isEmpty()) {
        parts.put(part.toString(), new PictureDataset(name(), labels, of(part), 3));
      }
    }
    return parts;
  }

  /** The datasets of the parts, decoded when they are read. */
  public DatasetSplits datasets(int channels) {
    return datasets(channels, part -> part);
  }

  /** The images to test on, or else to validate; other parts may be empty. */
  public PictureDataset judged(int channels) {
    List<Sample> own = of(Part.TEST).isEmpty() ? of(Part.VALIDATION) : of(Part.TEST);
    check(!own.isEmpty(), "%s holds no image to test on; name a folder test", root);
    return new PictureDataset(name(), labels, own, channels);
  }

  /**
   * The same with other classes, of which its own are some, in another order perhaps.
   *
   * @throws FoveaException when it has a class that they do not
   */
  public ImageList relabelled(List<String> others) {
    for (String label : labels) {
      if (!others.contains(label)) {
        throw new FoveaException(
            "%s: %s", root, Nearest.unknown("class", label, others).getMessage());
      }
    }
    return new ImageList(
        place,
        root,
        others,
        samples.stream()
            .map(s -> new Sample(s.file(), others.indexOf(labels.get(s.label())), s.part()))
            .toList());
  }

  /** A file's path as tables have it: from the root on, with slashes, where it lies below it. */
  public String relative(Path file) {
    Path base = root.toAbsolutePath().normalize();
    Path own = file.toAbsolutePath().normalize();
    return (own.startsWith(base) ? base.relativize(own) : own)
        .toString()
        .replace(File.separatorChar, '/');
  }

  /** A table of a row an item; fields with commas are quoted. */
  public <T> String table(String columns, List<T> items, Function<T, List<String>> fields) {
    StringBuilder text = new StringBuilder(columns).append('\n');
    for (T item : items) {
      text.append(fields.apply(item).stream().map(Csv::field).collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  /** The list as a table with the columns path, label and split. */
  public String csv() {
    return table(
        "path,label,split",
        samples,
        s -> List.of(relative(s.file()), labels.get(s.label()), s.part().toString()));
  }

  /** Class names as people sort them: numbers by value, then all others by letters. */
  static Comparator<String> byName() {
    return Comparator.comparing((String name) -> !isNumber(name))
        .thenComparing(name -> isNumber(name) ? new BigInteger(name) : BigInteger.ZERO)
        .thenComparing(Comparator.naturalOrder());
  }

  private static boolean isNumber(String name) {
    return name.matches("[0-9]+");
  }
}
