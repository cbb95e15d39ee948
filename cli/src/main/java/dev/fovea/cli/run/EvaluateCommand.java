// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.DataOptions;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.Dataset;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Compute;
import dev.fovea.train.Evaluator;
import dev.fovea.train.metric.Score;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea evaluate}: how good a run is on a test set. */
@Command(
    name = "evaluate",
    header = "Measure a trained network on a test set.",
    description = "Measures the best weights of a run on the test part of its dataset.")
public final class EvaluateCommand implements Runnable {
  @Mixin private Output output;
  @Mixin private DataOptions data;
  @Mixin private Threads threads;
  @Mixin private BackendOption backend;

  @Parameters(
      paramLabel = "RUN",
      description = "Folder of a run, or one of the weight files in it.")
  private Path run;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images at once; default: 256.")
  private int batch;

  /**
   * The result; {@code accuracy} is a fraction.
   *
   * @param imagesPerSecond loading, copying and computing; compiling too
   */
  record Result(
      String run,
      String weights,
      String model,
      String dataset,
      long images,
      double accuracy,
      double loss,
      double imagesPerSecond,
      double seconds,
      int threads,
      String backend) {}

  @Override
  public void run() {
    UsageException.require(batch >= 1, "--batch is %d, expected at least 1", batch);
    int budget = threads.count();
    data.name();
    Trained trained = Trained.read(run);
    Dataset test = test(trained);
    Compute compute = new Compute(backend.backend(), Backend.Options.f32(budget), 1);
    LoaderOptions loading = trained.args().recipe().measuring(batch).threads(1);
    long start = System.nanoTime();
    Score score =
        Evaluator.score(
            compute,
            trained.network(test.shape(0).channels()),
            trained.weights().weights(),
            test,
            loading);
    double seconds = (System.nanoTime() - start) / 1e9;
    Result result =
        new Result(
            run.toString(),
            trained.file().toString(),
            trained.args().model(),
            test.name(),
            score.images(),
            score.accuracy(),
            score.loss(),
            score.images() / seconds,
            seconds,
            budget,
            compute.backend().name());
    output.print(() -> result, out -> print(result, out));
  }

  private Dataset test(Trained trained) {
    Dataset test = RunData.test(trained, data, output::note);
    FoveaException.check(
        test.labels().equals(trained.labels()),
        "%s has other classes than %s was trained on (%s); choose a dataset with the same ones",
        test.name(),
        trained.file(),
        String.join(", ", trained.labels()));
    return test;
  }

  private static void print(Result r, PrintWriter out) {
    out.println(
        "%s on the %s test images of %s: accuracy %s, loss %s"
            .formatted(
                r.model(),
                Units.count(r.images()),
                r.dataset(),
                Units.percent(r.accuracy()),
                Units.decimal(r.loss(), 4)));
    out.println(
        "%s images/s on %s, %d threads; weights %s"
            .formatted(
                Units.decimal(r.imagesPerSecond(), 0), r.backend(), r.threads(), r.weights()));
  }
}
