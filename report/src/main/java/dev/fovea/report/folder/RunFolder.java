// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.file.Folders;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a run. Made with {@code args.yaml} in it, so that a run killed at once can go on.
 *
 * <p>Whoever makes it or goes on with it holds its lock until {@link #close}; whoever only opens it
 * does not, and may read it meanwhile.
 */
public final class RunFolder implements AutoCloseable {
  /** What a run takes over from the weights it starts from, within its folder. */
  public static final String PRETRAINED = "weights/pretrained.safetensors";

  static final String ARGS = "args.yaml";
  static final String CHECKPOINT = "checkpoints/last.safetensors";

  private static final String MODEL = "model.yaml";
  private static final String IMAGES = "images.csv";
  private static final String BAD_IMAGES = "bad-images.csv";

  /** TensorBoard looks for names like this one. */
  private static final String EVENTS = "events.out.tfevents.fovea";

  /** All that a run writes but its lock, the arguments last; nothing else is ever removed. */
  static final List<String> OWN =
      List.of(
          "manifest.json",
          "results.csv",
          "result.json",
          "metrics.json",
          "report.html",
          EVENTS,
          "weights",
          "checkpoints",
          "plots",
          IMAGES,
          BAD_IMAGES,
          "inspect",
          "." + MODEL + ".part",
          MODEL,
          "." + ARGS + ".part",
          ARGS);

  private final Path path;
  private final boolean created;
  private final Optional<RunLock> lock;

  private RunFolder(Path path, boolean created, Optional<RunLock> lock) {
    this.path = path;
    this.created = created;
    this.lock = lock;
  }

  /**
   * Makes the folder of a new run.
   *
   * @param path must not exist, or be empty
   * @param overwrite whether a run that is there may be replaced; it is kept until the new one has
   *     its first checkpoint
   * @throws FoveaException when something is there already, saying how to resume or overwrite it,
   *     when a process is training it, or when it cannot be written to
   */
  public static RunFolder create(Path path, boolean overwrite, RunArgs args) {
    return create(path, overwrite, args, "");
  }

  /**
   * As {@link #create(Path, boolean, RunArgs)}, for a network that comes from a file.
   *
   * @param model the model file's text; empty for a network of the zoo
   */
  public static RunFolder create(Path path, boolean overwrite, RunArgs args, String model) {
    boolean exists = Files.exists(path);
    // Before the lock, which leaves a file, and again under it, since only then nobody interferes.
    requireRoom(path, overwrite);
    Folders.create(path);
    RunLock lock = RunLock.take(path);
    try {
      requireRoom(path, overwrite);
      Replaced replaced = new Replaced(path);
      replaced.settle(true);
      replaced.setAside();
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
    return begin(new RunFolder(path, !exists, Optional.of(lock)), args, model);
  }

  private static void requireRoom(Path path, boolean overwrite) {
    check(
        !Files.exists(path) || Files.isDirectory(path),
        "%s is a file; give a folder as --out",
        path);
    if (List.of(RunLock.NAME).containsAll(Folders.list(path))) {
      return;
    }
    check(
        isRun(path), "%s holds files that are not of a run; give another --out, or empty it", path);
    check(
        overwrite,
        "%s holds a run already; go on with it by --resume %s, replace it by --overwrite, or give"
            + " another --out",
        path,
        path);
  }

  private static boolean isRun(Path path) {
    return Files.exists(path.resolve(ARGS)) || new Replaced(path).isThere();
  }

  /** Makes the folder of a new run, {@code <runs>/<model>-<n>} with the next free number. */
  public static RunFolder numbered(Path runs, RunArgs args) {
    return numbered(runs, args, "");
  }

  /**
   * As {@link #numbered(Path, RunArgs)}, for a network that comes from a file.
   *
   * @param model the model file's text; empty for a network of the zoo
   */
  public static RunFolder numbered(Path runs, RunArgs args, String model) {
    Folders.create(runs);
    String prefix = args.model() + "-";
    int n = 1;
    for (String name : Folders.list(runs)) {
      if (name.matches("\\Q" + prefix + "\\E[0-9]{1,8}")) {
        n = Math.max(n, Integer.parseInt(name.substring(prefix.length())) + 1);
      }
    }
    // Two runs may start at once; whoever makes the folder has it.
    while (!Folders.createNew(runs.resolve(prefix + n))) {
      n++;
    }
    Path path = runs.resolve(prefix + n);
    return begin(new RunFolder(path, true, Optional.of(RunLock.take(path))), args, model);
  }

  private static RunFolder begin(RunFolder folder, RunArgs args, String model) {
    try {
      if (!model.isEmpty()) {
        AtomicFile.write(folder.path.resolve(MODEL), model);
      }
      AtomicFile.write(folder.path.resolve(ARGS), args.yaml(model.isEmpty() ? "" : MODEL));
      for (String name : List.of("weights", "checkpoints", "plots")) {
        Folders.create(folder.path.resolve(name));
      }
      return folder;
    } catch (RuntimeException | Error e) {
      folder.discard();
      folder.close();
      throw e;
    }
  }

  /**
   * The folder of a run that goes on.
   *
   * @throws FoveaException when there is none, or a process is training it
   */
  public static RunFolder resume(Path path) {
    requireRun(path);
    RunLock lock = RunLock.take(path);
    try {
      new Replaced(path).settle(false);
      return open(path, Optional.of(lock));
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The folder of a run that was made before, to read from.
   *
   * @throws FoveaException when there is none
   */
  public static RunFolder open(Path path) {
    return open(path, Optional.empty());
  }

  private static RunFolder open(Path path, Optional<RunLock> lock) {
    requireRun(path);
    check(
        Files.exists(path.resolve(ARGS)),
        "%s was about to be replaced; fovea train --resume %s puts it back",
        path,
        path);
    for (String name : List.of("weights", "checkpoints", "plots")) {
      Folders.create(path.resolve(name));
    }
    return new RunFolder(path, false, lock);
  }

  private static void requireRun(Path path) {
    check(Files.isDirectory(path), "there is no run folder %s", path);
    check(isRun(path), "%s is not a run folder: it has no %s", path, ARGS);
  }

  /** The run has a checkpoint: what it replaces is removed for good. */
  public void keep() {
    new Replaced(path).settle(false);
  }

  /**
   * Removes what the run has written so far, for a run that failed before it had a checkpoint, and
   * puts back the one it was to replace.
   *
   * @throws IllegalStateException when the folder is open for reading only
   */
  public void discard() {
    if (lock.isEmpty()) {
      throw new IllegalStateException(path + " is not held by this process");
    }
    Replaced replaced = new Replaced(path);
    if (replaced.isThere()) {
      replaced.settle(true);
      return;
    }
    Replaced.removeOwn(path);
    Folders.remove(path.resolve(RunLock.NAME));
    if (created) {
      Folders.removeEmpty(path);
    }
  }

  /** Lets others train the run. */
  @Override
  public void close() {
    lock.ifPresent(RunLock::close);
  }

  public Path path() {
    return path;
  }

  /** Says from now on that the data lie at another place; nothing else of the arguments changes. */
  public void moved(String data, String dataDir) {
    RunArgs args = args();
    if (!args.data().equals(data) || !args.dataDir().equals(dataDir)) {
      String file = model().map(path::relativize).map(Path::toString).orElse("");
      AtomicFile.write(path.resolve(ARGS), args.at(data, dataDir).yaml(file));
    }
  }

  /** How the run was started. */
  public RunArgs args() {
    Path file = path.resolve(ARGS);
    return RunArgs.parse(file.toString(), Folders.text(file));
  }

  /**
   * The network's own file, when it is not of the zoo.
   *
   * @throws FoveaException when the arguments name one that is not there
   */
  public Optional<Path> model() {
    Path args = path.resolve(ARGS);
    Optional<Path> named =
        RunArgs.modelFile(args.toString(), Folders.text(args)).map(path::resolve);
    // Arguments of older runs do not name it.
    Path file = named.orElse(path.resolve(MODEL));
    boolean exists = Files.exists(file);
    check(
        exists || named.isEmpty(),
        "%s: missing, and it holds the network of the run, as %s says; put it back",
        file,
        ARGS);
    return exists ? Optional.of(file) : Optional.empty();
  }

  /** Which images the run trains on and is judged by, where they are files. */
  public Optional<Path> images() {
    return Optional.of(path.resolve(IMAGES)).filter(Files::exists);
  }

  /**
   * Where a file or folder lies now that lay in the run which this one replaces, while that one is
   * kept; else where it is said to lie.
   */
  public Path before(Path place) {
    Path own = path.toAbsolutePath().normalize();
    Path wanted = place.toAbsolutePath().normalize();
    return new Replaced(path).isThere() && wanted.startsWith(own)
        ? own.resolve(Replaced.NAME).resolve(own.relativize(wanted))
        : place;
  }

  /** Keeps the list of images, as a table with the columns path, label and split. */
  public void keepImages(String csv) {
    AtomicFile.write(path.resolve(IMAGES), csv);
  }

  /** Keeps the list of images left out, as a table with the columns path and reason. */
  public void keepBadImages(String csv) {
    AtomicFile.write(path.resolve(BAD_IMAGES), csv);
  }

  /** What the run takes over from the weights it starts from, once it is kept. */
  public Optional<Path> pretrained() {
    return Optional.of(path.resolve(PRETRAINED)).filter(Files::exists);
  }

  /** Keeps what the run takes over from the weights it starts from. */
  public void keepPretrained(WeightFile taken) {
    taken.write(path.resolve(PRETRAINED));
  }

  /** Where the run stands; empty when it has no checkpoint yet and starts from the beginning. */
  public Optional<Checkpoint> checkpoint() {
    return Files.exists(checkpointFile())
        ? Optional.of(Checkpoint.read(checkpointFile()))
        : Optional.empty();
  }

  /** The weights of the best epoch, or of the last if there is no best yet. */
  public Path weightsToUse() {
    Path file = Files.exists(bestWeights()) ? bestWeights() : lastWeights();
    check(
        Files.exists(file) || !Files.exists(result()),
        "%s is finished, but its weights are gone; put %s back, or train it again",
        path,
        path.relativize(bestWeights()));
    check(
        Files.exists(file),
        "%s has no weights yet; finish it with fovea train --resume %s",
        path,
        path);
    return file;
  }

  public Path bestWeights() {
    return path.resolve("weights/best.safetensors");
  }

  public Path lastWeights() {
    return path.resolve("weights/last.safetensors");
  }

  public Path checkpointFile() {
    return path.resolve(CHECKPOINT);
  }

  public Path manifest() {
    return path.resolve("manifest.json");
  }

  public Path results() {
    return path.resolve("results.csv");
  }

  public Path result() {
    return path.resolve("result.json");
  }

  /** What was measured when the run was over. */
  public Path metrics() {
    return path.resolve("metrics.json");
  }

  public Path report() {
    return path.resolve("report.html");
  }

  public Path events() {
    return path.resolve(EVENTS);
  }

  public Path plot(String name) {
    return path.resolve("plots").resolve(name + ".png");
  }

  public Path curves() {
    return path.resolve("plots/curves.png");
  }
}
