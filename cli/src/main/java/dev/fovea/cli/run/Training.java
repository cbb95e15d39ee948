// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Terminal;
import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.pack.Keep;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.report.KeptEpochs;
import dev.fovea.report.RunRecorder;
import dev.fovea.report.RunReport;
import dev.fovea.report.console.ConsoleProgress;
import dev.fovea.report.folder.GitCommit;
import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.report.folder.RunState;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.train.Compute;
import dev.fovea.train.Job;
import dev.fovea.train.Network;
import dev.fovea.train.Trainer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** A run in the making: from resolved arguments to the end of training. */
final class Training {
  private static final int INTERRUPTED = 130;
  private static final String COMPLETE = "the run is complete already";

  private final RunArgs args;
  private final Entry model;
  private final Backend backend;
  private final Backend.Options options;
  private final Keep keep;
  private final Output output;

  /**
   * Looks up what the arguments name, and checks what can be checked without the data.
   *
   * @param keep where decoded images are kept
   */
  Training(RunArgs args, Entry model, Keep keep, Output output) {
    this.args = args;
    this.keep = keep;
    this.model = model;
    this.output = output;
    RunArgs.Machine machine = args.machine();
    backend = Backend.named(machine.backend());
    options = new Backend.Options(machine.threads(), Precision.named(machine.precision()));
    if (!backend.supports(options.precision())) {
      // Refused before the data is read, with the backend's own reason.
      backend.open(options).close();
    }
    int size = args.recipe().size();
    Shape image = Shape.of(model.input().dim(0), size, size);
    model.trace(image, 1, model.classes(), Mode.TRAIN);
  }

  /**
   * Trains from the beginning; the exit code.
   *
   * @param make makes the run's folder
   * @param dataFirst whether the data are read before that: it may move another run away, which is
   *     not for long then, or lie among the data
   */
  int begin(Function<RunArgs, RunFolder> make, boolean dataFirst) {
    Optional<PretrainedWeights> weights = pretrained(Optional.empty());
    Optional<RunData> early = dataFirst ? Optional.of(data()) : Optional.empty();
    try (RunFolder folder = make.apply(args)) {
      return orDiscard(
          folder,
          () -> {
            RunData data = early.orElseGet(this::data);
            data.keep(folder);
            Job job = begin(folder, data.splits(), weights);
            return train(folder, job, data.splits(), Optional.empty());
          });
    }
  }

  /**
   * Trains once more from the beginning, without printing a result.
   *
   * @param before the run that is made again
   */
  void again(RunFolder folder, RunFolder before) {
    orDiscard(
        folder,
        () -> {
          RunData data = RunData.open(args, keep, Optional.of(before), output::note);
          data.keep(folder);
          Job job = begin(folder, data.splits(), pretrained(Optional.of(before)));
          Progress end = learn(folder, job, data.splits(), Optional.empty(), last -> last);
          FoveaException.check(end.over(), "stopped before it was over");
          return end;
        });
  }

  /**
   * What fails before the first checkpoint leaves nothing behind, and what it replaces as it was.
   */
  private static <T> T orDiscard(RunFolder folder, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      if (!Files.exists(folder.checkpointFile())) {
        folder.discard();
      }
      throw e;
    }
  }

  private Path source(Optional<RunFolder> run) {
    Path place = Path.of(args.weights());
    return PretrainedWeights.there(run.map(folder -> folder.before(place)).orElse(place));
  }

  /** Prints what the run would be like, and makes none. */
  void rehearse() {
    new Trying(begin(), output).rehearse();
  }

  /** Looks for a learning rate, and leaves a plot in that file. */
  void findLr(Path plot) {
    new Trying(begin(), output).findLr(plot);
  }

  private Job begin() {
    Optional<PretrainedWeights> weights = pretrained(Optional.empty());
    return begin(data().splits(), weights);
  }

  /** The job of a run that begins, which keeps the weights that it takes over. */
  private Job begin(RunFolder folder, DatasetSplits data, Optional<PretrainedWeights> weights) {
    Job job = begin(data, weights);
    if (weights.isPresent()) {
      folder.keepPretrained(new WeightFile(job.pretrained(), Map.of("from", args.weights())));
    }
    return job;
  }

  private Job begin(DatasetSplits data, Optional<PretrainedWeights> weights) {
    Job job = job(data);
    return weights.map(found -> found.over(job, output::note)).map(job::pretrained).orElse(job);
  }

  /**
   * What the run starts from that is not drawn: what it has kept, or else what its arguments name.
   */
  private Optional<PretrainedWeights> pretrained(Optional<RunFolder> run) {
    if (args.weights().isEmpty()) {
      return Optional.empty();
    }
    return run.flatMap(RunFolder::pretrained)
        .map(PretrainedWeights::kept)
        .or(() -> Optional.of(PretrainedWeights.read(source(run))));
  }

  /**
   * Goes on from the run's checkpoint, or begins again if it came to none; the exit code. A run
   * that is complete stays as it is; only a report that is missing is made.
   *
   * @throws FoveaException when there is no checkpoint any more, so that what the run has learnt
   *     would be lost
   */
  int goOn(RunFolder folder) {
    if (!Files.exists(folder.checkpointFile())) {
      if (Files.exists(folder.result())) {
        return completeWithoutCheckpoint(folder);
      }
      requireNothingLearnt(folder);
    }
    RunData data = RunData.open(args, keep, Optional.of(folder), output::note);
    Manifest.checkSame(folder.manifest(), data.splits());
    folder.moved(args.data(), args.dataDir());
    Optional<Checkpoint> checkpoint = folder.checkpoint();
    if (Files.exists(folder.manifest())) {
      // They are the same, whatever their folder is called now.
      String name = data.splits().train().name();
      checkpoint = checkpoint.map(found -> found.dataset(name));
    }
    Optional<Progress> complete =
        checkpoint.map(Checkpoint::progress).filter(progress -> isComplete(folder, progress));
    if (complete.isEmpty()) {
      data.keep(folder);
      Job job =
          checkpoint.isPresent()
              ? job(data.splits())
              : begin(folder, data.splits(), pretrained(Optional.of(folder)));
      return train(folder, job, data.splits(), checkpoint);
    }
    output.progress().println(COMPLETE);
    return Files.exists(folder.report())
        ? ended(folder, complete.get())
        : report(folder, job(data.splits()), data.splits(), complete.get());
  }

  private int completeWithoutCheckpoint(RunFolder folder) {
    FoveaException.check(
        Files.exists(folder.report()),
        "%s is complete, but %s is missing, and so is what it is made from, %s; put that back, or"
            + " look at the run with fovea evaluate",
        folder.path(),
        folder.report().getFileName(),
        folder.checkpointFile());
    output.progress().println(COMPLETE);
    return finished(folder);
  }

  /**
   * A run that is killed between the end of its first epoch and the checkpoint has a row and
   * weights, and comes to the same ones when it begins again; more than that was learnt from a
   * checkpoint that is gone.
   */
  private static void requireNothingLearnt(RunFolder folder) {
    int epochs = RunState.read(folder.path()).history().size();
    if (Files.exists(folder.lastWeights())) {
      String epoch = WeightFile.read(folder.lastWeights()).about().getOrDefault("epoch", "");
      epochs = Math.max(epochs, epoch.matches("[0-9]{1,9}") ? Integer.parseInt(epoch) : 2);
    }
    FoveaException.check(
        epochs <= 1,
        "%s: missing, and without it the run cannot go on after its %d epochs; put it back, or train"
            + " again into another --out",
        folder.checkpointFile(),
        epochs);
  }

  private boolean isComplete(RunFolder folder, Progress progress) {
    return progress.over()
        && Files.exists(folder.result())
        && progress.recipe().equals(args.recipe());
  }

  private RunData data() {
    return RunData.open(args, keep, Optional.empty(), output::note);
  }

  private int train(
      RunFolder folder, Job job, DatasetSplits data, Optional<Checkpoint> checkpoint) {
    return learn(folder, job, data, checkpoint, end -> report(folder, job, data, end));
  }

  private int report(RunFolder folder, Job job, DatasetSplits data, Progress end) {
    if (end.over()) {
      boolean overfit = args.recipe().limits().overfit() > 0;
      Dataset test = overfit ? job.limited().data().test() : data.test();
      new RunReport(folder, job, test, output::note).write(end);
    }
    return ended(folder, end);
  }

  private <T> T learn(
      RunFolder folder,
      Job job,
      DatasetSplits data,
      Optional<Checkpoint> checkpoint,
      Function<Progress, T> then) {
    CompilerDirectives.applyLaunched();
    RunRecorder recorder = new RunRecorder(folder, build(), data, output::note);
    Trainer trainer = new Trainer(job, List.of(recorder, new KeptEpochs(folder), progress()));
    // Held to the last line: once it is closed, a signal that has come ends the JVM.
    Interruption interruption = new Interruption(trainer::stop);
    try {
      Progress end;
      try (recorder) {
        end = checkpoint.map(trainer::resume).orElseGet(trainer::run);
      }
      return then.apply(end);
    } finally {
      interruption.close();
    }
  }

  private int ended(RunFolder folder, Progress end) {
    if (!end.over()) {
      output.progress().println("go on with: fovea train --resume " + folder.path());
      return INTERRUPTED;
    }
    return finished(folder);
  }

  private int finished(RunFolder folder) {
    output.print(
        () -> JsonMapper.shared().readTree(folder.result()),
        out -> out.println("run: " + folder.path()));
    return 0;
  }

  private Job job(DatasetSplits splits) {
    DatasetSplits data = splits.watched();
    Recipe recipe = args.recipe();
    int channels = data.train().shape(0).channels();
    int classes = data.train().labels().size();
    int overfit = recipe.limits().overfit();
    FoveaException.check(
        overfit <= data.train().size(),
        "--overfit is %d, expected 1 to %d, the images that %s has to train on",
        overfit,
        data.train().size(),
        data.train().name());
    Network network = new ZooNetwork(model, channels, recipe.size(), classes);
    Compute compute =
        new Compute(
            backend,
            options,
            args.machine().loaderThreads(),
            FreeMemory.ofMachine().bytes(),
            FreeHeap.bytes());
    return new Job(model.name(), network, data, recipe, compute);
  }

  private ConsoleProgress progress() {
    int columns = output.json() ? 0 : Terminal.columns();
    return new ConsoleProgress(
        output.progress(), new ConsoleProgress.Screen(columns > 0, columns, Terminal.unicode()));
  }

  private static Manifest.Build build() {
    String version = Training.class.getPackage().getImplementationVersion();
    String commit =
        Optional.ofNullable(System.getProperty("fovea.home"))
            .flatMap(home -> GitCommit.of(Path.of(home)))
            .orElse("");
    return new Manifest.Build(version == null ? "unpackaged" : version, commit);
  }
}
