// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.cli.option.PrecisionOption;
import dev.fovea.cli.option.Threads;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea bench}: how fast a network trains or infers. */
@Command(
    name = "bench",
    header = "Measure speed.",
    description = {
      "Measures how fast a network trains or infers on random images, and compares that with the"
          + " f32 arithmetic this machine shows in the same seconds: peakGflops is the median of"
          + " samples between the runs, peakBestGflops the highest.",
      "Training times a whole step: forward, loss, backward and update. GFLOP/s count two"
          + " operations a multiply-accumulate; training counts the work of a layer three times,"
          + " of the first layer twice."
    })
public final class BenchCommand implements Runnable {
  /**
   * Slow networks are run this often whatever time it takes: ten times a second asked for, within
   * these.
   */
  private static final int FEWEST = 5;

  private static final int MOST = 30;

  @Mixin private Output output;
  @Mixin private Threads threads;
  @Mixin private BackendOption backends;

  @Parameters(
      paramLabel = "MODEL",
      converter = ZooModel.class,
      description =
          "A name that 'fovea models' lists, also with options (lenet:activation=relu), or a model"
              + " file (.yaml).")
  private Entry model;

  @Option(
      names = "--mode",
      paramLabel = "train|infer",
      defaultValue = "train",
      description = "What to time; default: train.")
  private Mode mode;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images in a run; default: 256.")
  private int batch;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      converter = ImageSize.class,
      description = "Size of an image; default: the model's own.")
  private Shape input;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "f32",
      description =
          "Arithmetic of the images between layers and of convolutions: f32; bf16, on CPUs that have"
              + " AVX512_BF16 or AMX; auto for bf16 where the CPU has it, else f32; default: f32.")
  private String precision;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "Time to measure for, after a third of it to warm up; slow networks take longer, 5 to"
              + " 30 runs; default: 3.")
  private double seconds;

  @Option(names = "--profile", description = "Add the time of each kernel.")
  private boolean profile;

  @Override
  public void run() {
    UsageException.require(batch >= 1, "--batch is %d, expected at least 1", batch);
    UsageException.require(
        seconds > 0 && seconds <= 3600, "--seconds is %s, expected up to 3600", seconds);
    Shape image = input == null ? model.input() : input;
    BenchResult result = measure(new Workload.Setting(model, image, batch, mode));
    output.print(() -> result, out -> print(result, out));
  }

  private BenchResult measure(Workload.Setting setting) {
    int budget = threads.count();
    Backend backend = backends.backend();
    Precision precision = PrecisionOption.named(this.precision, "--precision", backend);
    Backend.Options options = new Backend.Options(budget, precision);
    try (Workload workload = Workload.open(setting, backend, options);
        Peak peak = new Peak(backend, budget, effort(0.05, 5))) {
      Timing timing = Timing.of(workload.executable()::run, effort(1, leastRuns()), peak::sample);
      double gflops = workload.flops() / timing.medianNanos();
      return new BenchResult(
          model.name(),
          mode.name().toLowerCase(Locale.ROOT),
          batch,
          setting.image().dims(),
          backend.name(),
          precision.toString(),
          budget,
          timing.runs(),
          timing.medianMillis(),
          timing.minMillis(),
          batch * 1e9 / timing.medianNanos(),
          gflops,
          peak.gflops(),
          peak.best(),
          100 * gflops / peak.gflops(),
          workload.compileNanos() / 1e6,
          workload.executable().footprint().arena(),
          workload.session().stateBytes(),
          profile ? Profile.of(workload.executable()) : null);
    }
  }

  private int leastRuns() {
    return (int) Math.max(FEWEST, Math.min(MOST, 10 * seconds));
  }

  private Timing.Effort effort(double share, int leastRuns) {
    long nanos = (long) (1e9 * seconds * share);
    return new Timing.Effort(nanos / 3, nanos, leastRuns);
  }

  private static void print(BenchResult r, PrintWriter out) {
    out.println(
        "%s, %s, batch %d of %s, %s on %s, %d threads"
            .formatted(
                r.model(),
                r.mode(),
                r.batch(),
                ImageSize.text(r.input()),
                r.precision(),
                r.backend(),
                r.threads()));
    out.println(
        "%s images/s; %s ms median, %s ms best of %d runs"
            .formatted(
                Units.decimal(r.imagesPerSecond(), 0),
                Units.decimal(r.medianMillis(), 3),
                Units.decimal(r.minMillis(), 3),
                r.runs()));
    out.println(
        "%s GFLOP/s, %s %% of the %s GFLOP/s this machine reaches in f32"
            .formatted(
                Units.decimal(r.gflops(), 1),
                Units.decimal(r.percentOfPeak(), 1),
                Units.decimal(r.peakGflops(), 1)));
    out.println(
        "compiled in %s ms; memory: %s planned, %s of state"
            .formatted(
                Units.decimal(r.compileMillis(), 0),
                Units.bytes(r.arenaBytes()),
                Units.bytes(r.stateBytes())));
    if (r.kernels() != null) {
      Table table = new Table("path", "op", "implementation", ">micros", ">share");
      for (Profile.Line line : r.kernels()) {
        table.row(
            line.path(),
            line.op(),
            line.implementation(),
            Units.decimal(line.medianMicros(), 1),
            Units.percent(line.share()));
      }
      out.println();
      table.print(out);
    }
  }
}
