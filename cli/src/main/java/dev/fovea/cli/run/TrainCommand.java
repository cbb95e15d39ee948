// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.DataOptions;
import dev.fovea.cli.option.PngFile;
import dev.fovea.cli.option.PrecisionOption;
import dev.fovea.cli.option.Threads;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.data.pack.Keep;
import dev.fovea.models.Entry;
import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.preset.Sheet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fovea train}: makes a run, or goes on with one. */
@Command(
    name = "train",
    header = "Train a network.",
    description = {
      "Trains a network, by the study notes' recipe for it unless told otherwise, and leaves the run in a folder: arguments, results, weights, checkpoints,"
          + " plots.",
      "Ctrl-C ends it after the current step with a checkpoint; a second one ends it at once."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final Path RUNS = Path.of("runs");

  /** What may be said again when a run goes on; everything else is decided. */
  private static final Set<String> WITH_RESUME =
      Set.of(
          "--resume",
          "--cache",
          "--json",
          "--debug",
          "--data",
          "--data-dir",
          "--threads",
          "--loader-threads");

  @Spec private CommandSpec command;
  @Mixin private Output output;
  @Mixin private DataOptions data;
  @Mixin private RecipeOptions recipe;
  @Mixin private Threads threads;
  @Mixin private BackendOption backend;
  @Mixin private PrecisionOption precision;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      converter = ZooModel.class,
      description =
          "A name that 'fovea models' lists, also with options (lenet:activation=relu), or a model"
              + " file (.yaml).")
  private Entry model;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      description =
          "Threads that prepare batches; 0 prepares them between steps; default: a quarter of"
              + " --threads, at least 1. The result does not depend on it.")
  private Integer loaderThreads;

  @Option(
      names = "--cache",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description =
          "Where decoded image files are kept: ram, disk, none, or auto for the first that has room;"
              + " default: auto. The result does not depend on it.")
  private Keep keep;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run; default: runs/MODEL-N with the next free number.")
  private Path out;

  @Option(names = "--overwrite", description = "Replace the run that --out holds already.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with a run where it stopped, with its own options. --data says where its data, which"
              + " must be the same, have been moved; --threads and --loader-threads fit another"
              + " machine.")
  private Path resume;

  @Option(
      names = "--dry-run",
      description = "Say what the run would take, memory and time, and make none.")
  private boolean dryRun;

  @Option(
      names = "--find-lr",
      description =
          "Look for a learning rate: 100 updates while it rises from 1e-6 to 10 (Smith 2017). Leaves"
              + " a plot, lr-MODEL.png or the file that --out names, and no run.")
  private boolean findLr;

  @Override
  public Integer call() {
    return resume == null ? begin() : goOn();
  }

  private void checkTries() {
    UsageException.require(
        !dryRun || !findLr, "--dry-run takes a few steps and --find-lr many; give one of them");
    UsageException.require(
        !dryRun || out == null, "--dry-run leaves nothing behind; drop --out or --dry-run");
    UsageException.require(
        !findLr || !overwrite, "--find-lr makes no run; drop --overwrite, --out names its plot");
    if (findLr) {
      PngFile.require(out, "--find-lr leaves a plot");
    }
  }

  private int begin() {
    UsageException.require(!overwrite || out != null, "--overwrite needs --out DIR");
    checkTries();
    RecipeOptions.Choice choice =
        recipe.choose(Optional.ofNullable(model), data.name(), output::note);
    model = choice.model();
    RunArgs args = RecipeOptions.usage(() -> args(choice));
    Training training = new Training(args, model, keep, output);
    if (dryRun) {
      training.rehearse();
      return 0;
    }
    if (findLr) {
      training.findLr(out == null ? Path.of("lr-" + model.name() + ".png") : out);
      return 0;
    }
    // The data may be this very folder: they are read before runs/ is made in it.
    return training.begin(this::folder, overwrite || out == null);
  }

  private RunArgs args(RecipeOptions.Choice choice) {
    Sheet settings = choice.settings();
    int budget = threads.count(settings.whole("threads"), settings.where("threads"));
    Optional<Integer> inFile = settings.whole("loaderThreads");
    int loaders =
        loaderThreads == null && inFile.isPresent()
            ? Threads.loaders(inFile.get(), settings.where("loaderThreads"))
            : loaders(Threads.standardLoaders(budget));
    String folder =
        data.folder()
            .or(() -> RecipeOptions.path(settings, "dataDir"))
            .map(path -> path.toAbsolutePath().toString())
            .orElse("");
    String weights = choice.weights().map(path -> path.toAbsolutePath().toString()).orElse("");
    Backend computing = backend.backend(() -> settings.read("backend", Backend::named));
    Precision arithmetic =
        precision.precision(choice.precision(), settings.where("precision"), computing);
    return new RunArgs(
        choice.model().name(),
        choice.data(),
        folder,
        weights,
        choice.recipe(),
        new RunArgs.Machine(computing.name(), arithmetic.toString(), budget, loaders));
  }

  private RunFolder folder(RunArgs args) {
    String file = ZooModel.text(model);
    return out == null
        ? RunFolder.numbered(RUNS, args, file)
        : RunFolder.create(out, overwrite, args, file);
  }

  private int goOn() {
    UsageException.require(
        model == null, "--resume goes on with the run's own model; drop the MODEL");
    List<String> others =
        command.commandLine().getParseResult().matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !WITH_RESUME.contains(name))
            .toList();
    UsageException.require(
        others.isEmpty(),
        "--resume goes on with the run's own options; drop %s",
        String.join(", ", others));
    try (RunFolder folder = RunFolder.resume(resume)) {
      Manifest.checkSame(folder);
      RunArgs args = data.given() ? moved(folder) : folder.args();
      RunArgs used = args.on(here(folder));
      Training training =
          Trained.blaming(
              folder.path().resolve("args.yaml"),
              () -> new Training(used, Trained.model(folder), keep, output));
      return training.goOn(folder);
    }
  }

  /** The arguments of a run whose data lie where the command line says. */
  private RunArgs moved(RunFolder folder) {
    RunArgs own = folder.args();
    FoveaException.check(
        Files.exists(folder.manifest()),
        "%s: missing, so nobody can tell whether other data are the same; drop --data, --data-dir",
        folder.manifest());
    String place = data.name().orElse(own.data());
    DataOptions.checkFolder(place, data.folder());
    return own.at(place, data.folder().map(path -> path.toAbsolutePath().toString()).orElse(""));
  }

  /** The machine of a run that goes on, with as many threads as this one can use. */
  private RunArgs.Machine here(RunFolder folder) {
    RunArgs.Machine own = folder.args().machine();
    boolean complete = Files.exists(folder.result());
    // A complete run may still need its report, whose figures no thread changes.
    int wanted = complete ? Math.min(own.threads(), Threads.standard()) : own.threads();
    String args = folder.path().resolve("args.yaml") + ": ";
    int budget = threads.count(Optional.of(wanted), args + "threads");
    if (budget != own.threads() && !complete) {
      output.note(
          "the run began with %d threads and goes on with %d; from here on the last bits may differ"
              .formatted(own.threads(), budget));
    }
    int loaders =
        loaderThreads == null && budget == own.threads()
            ? Threads.loaders(own.loaderThreads(), args + "loaderThreads")
            : loaders(Threads.standardLoaders(budget));
    return new RunArgs.Machine(own.backend(), own.precision(), budget, loaders);
  }

  private int loaders(int standard) {
    return loaderThreads == null ? standard : Threads.loaders(loaderThreads);
  }
}
