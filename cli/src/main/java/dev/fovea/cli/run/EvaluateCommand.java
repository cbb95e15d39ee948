// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
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
import dev.fovea.train.Predictor;
import dev.fovea.train.View;
import dev.fovea.train.metric.Assessment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea evaluate}: how good a run is on a test set. */
@Command(
    name = "evaluate",
    header = "Measure a trained network on a test set.",
    description = {
      "Measures the best weights of a run on the test part of its dataset, or of another one with"
          + " the same classes.",
      "Definitions are scikit-learn's; --json has the confusion matrix and the reliability table"
          + " too."
    })
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

  @Option(
      names = "--tta",
      arity = "0..1",
      fallbackValue = "both",
      paramLabel = "WHICH",
      converter = Views.Named.class,
      description =
          "Average the probabilities of several views of each image: its mirror image (flip), moved"
              + " by a pixel in 28 (shift), or both; default: both. Mirror images lower the accuracy"
              + " of a network that was not trained on them.")
  private Views tta;

  /** Which views are averaged. */
  enum Views {
    FLIP,
    SHIFT,
    BOTH;

    /** Reads what stands behind {@code --tta}, which may be a RUN by mistake. */
    static final class Named implements ITypeConverter<Views> {
      @Override
      public Views convert(String name) {
        return Arrays.stream(values())
            .filter(views -> views.name().equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "'%s' is not flip, shift or both; RUN goes before --tta, or else write"
                            + " --tta=both",
                        name));
      }
    }
  }

  /**
   * The result; {@code accuracy} is a fraction.
   *
   * @param views of each image, 1 unless they were asked for
   * @param imagesPerSecond loading, copying and computing; compiling too
   * @param metrics everything that was measured
   */
  record Result(
      String run,
      String weights,
      String model,
      String dataset,
      long images,
      double accuracy,
      double loss,
      int views,
      double imagesPerSecond,
      double seconds,
      int threads,
      String backend,
      List<String> labels,
      Assessment metrics) {}

  /** The arithmetic of the run, so that its figures come out again, where this machine has it. */
  private Precision precision(Trained trained) {
    Precision own = Precision.named(trained.args().machine().precision());
    return backend.backend().supports(own) ? own : Precision.F32;
  }

  @Override
  public void run() {
    UsageException.require(batch >= 1, "--batch is %d, expected at least 1", batch);
    int budget = threads.count();
    data.name();
    Trained trained = Trained.read(run, output::note);
    Dataset test = test(trained);
    Compute compute =
        new Compute(backend.backend(), new Backend.Options(budget, precision(trained)), 1);
    List<View> views = views(trained.args().recipe().size());
    long start = System.nanoTime();
    Assessment found = assess(trained, test, compute, views);
    double seconds = (System.nanoTime() - start) / 1e9;
    Result result =
        new Result(
            run.toString(),
            trained.file().toString(),
            trained.args().model(),
            test.name(),
            found.images(),
            found.accuracy(),
            found.loss(),
            views.size(),
            found.images() / seconds,
            seconds,
            budget,
            compute.backend().name(),
            test.labels(),
            found);
    output.print(() -> result, out -> print(result, out));
  }

  private List<View> views(int size) {
    return tta == null
        ? List.of(View.PLAIN)
        : View.around(
            tta != Views.SHIFT, tta == Views.FLIP ? 0 : Math.max(1, Math.round(size / 28f)));
  }

  private Assessment assess(Trained trained, Dataset test, Compute compute, List<View> views) {
    int full = Math.min(batch, test.size());
    LoaderOptions loading = trained.args().recipe().measuring(full).threads(1);
    try (Predictor predictor =
        new Predictor(
            compute,
            trained.network(test.shape(0).channels()),
            trained.weights().weights(),
            full)) {
      return Assessment.of(predictor.predict(test, loading, views));
    }
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
        "%s on the %s test images of %s: accuracy %s, loss %s%s"
            .formatted(
                r.model(),
                Units.count(r.images()),
                r.dataset(),
                Units.percent(r.accuracy()),
                Units.decimal(r.loss(), 4),
                r.views() == 1 ? "" : ", " + r.views() + " views of each"));
    MetricLines.of(r.metrics(), r.labels()).forEach(out::println);
    out.println();
    MetricLines.classes(r.metrics(), r.labels()).print(out);
    out.println();
    out.println(
        "%s images/s on %s, %d threads; weights %s"
            .formatted(
                Units.decimal(r.imagesPerSecond(), 0), r.backend(), r.threads(), r.weights()));
  }
}
