// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.pack.Keep;
import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.report.folder.RunState;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.Folders;
import dev.fovea.train.state.WeightFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea reproduce}: makes a run again and holds the two together. */
@Command(
    name = "reproduce",
    header = "Make a run again and compare the weights.",
    description = {
      "Trains again with the arguments that a finished run left, and says whether the weights came"
          + " out the same, bit by bit.",
      "Another processor, JDK, version of Fovea or number of threads may change the last bits; what"
          + " differs is listed first.",
      "Exit code 1 when they are not the same."
    })
public final class ReproduceCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private Threads threads;

  @Parameters(paramLabel = "RUN", description = "Folder of a finished run.")
  private Path run;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep the new run here; default: a temporary folder that is removed.")
  private Path out;

  /**
   * The answer.
   *
   * @param differences of machine, version and data, in words
   * @param files of weights compared
   */
  record Result(
      String run, boolean identical, List<String> differences, List<Sameness> files, String kept) {}

  @Override
  public Integer call() throws IOException {
    RunState state = RunState.read(run);
    FoveaException.check(
        state.stage() == RunState.Stage.FINISHED,
        "%s is not finished; finish it with fovea train --resume %s, then reproduce it",
        run,
        run);
    double minutes = state.args().recipe().stopping().minutes();
    if (minutes > 0) {
      output.note("the run had " + minutes + " minutes; at another speed it ends elsewhere");
    }
    RunFolder before = RunFolder.open(run);
    // Training again may take hours; what it will be held against is looked at before.
    RunState.json(before.manifest());
    Manifest.checkSame(before);
    for (Path weights : List.of(before.bestWeights(), before.lastWeights())) {
      FoveaException.check(Files.exists(weights), "%s: the weights are missing", weights);
      WeightFile.read(weights);
    }
    return out == null ? inTemporary(before) : reproduce(before, out);
  }

  private int inTemporary(RunFolder before) throws IOException {
    // Training stops by itself; this one holds the JVM until the folder is gone.
    Interruption interruption = new Interruption(() -> {});
    try {
      Path temporary = Files.createTempDirectory("fovea-reproduce");
      try {
        return reproduce(before, temporary.resolve("run"));
      } finally {
        Folders.remove(temporary);
      }
    } finally {
      interruption.close();
    }
  }

  private int reproduce(RunFolder before, Path place) {
    RunArgs args = before.args().on(here(before));
    Training training =
        Trained.blaming(
            before.path().resolve("args.yaml"),
            () -> new Training(args, Trained.model(before), Keep.AUTO, output));
    String model = before.model().map(Folders::text).orElse("");
    try (RunFolder again = RunFolder.create(place, false, args, model)) {
      training.again(again, before);
      List<Sameness> files =
          List.of(
              Sameness.of("best", before.bestWeights(), again.bestWeights()),
              Sameness.of("last", before.lastWeights(), again.lastWeights()));
      boolean identical = files.stream().allMatch(Sameness::identical);
      Result result =
          new Result(
              run.toString(),
              identical,
              Differences.of(before.manifest(), again.manifest()),
              files,
              out == null ? null : out.toString());
      output.print(() -> result, to -> print(result, to));
      return identical ? 0 : 1;
    }
  }

  private RunArgs.Machine here(RunFolder before) {
    RunArgs.Machine own = before.args().machine();
    String where = before.path().resolve("args.yaml") + ": threads";
    int budget = threads.count(Optional.of(own.threads()), where);
    if (budget == own.threads()) {
      return own;
    }
    output.note(
        "the run had %d threads and is made again with %d; the last bits may differ"
            .formatted(own.threads(), budget));
    return new RunArgs.Machine(
        own.backend(), own.precision(), budget, Threads.standardLoaders(budget));
  }

  private static void print(Result r, PrintWriter out) {
    r.differences().forEach(line -> out.println("differs: " + line));
    r.files().forEach(file -> out.println(file.line()));
    out.println(r.run() + (r.identical() ? ": reproduced, bit-identical" : ": not bit-identical"));
  }
}
