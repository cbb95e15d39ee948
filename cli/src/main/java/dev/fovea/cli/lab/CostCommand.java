// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.analysis.Summary;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.cli.option.MapSize;
import dev.fovea.cli.option.Padding;
import dev.fovea.tensor.Shape;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fovea cost}: what a layer costs, built one way or another. */
@Command(
    name = "cost",
    header = "Compare ways to build one layer.",
    description = {
      "Compares ways to build one convolutional layer: multiplications and parameters.",
      "The standard convolution comes first, then each way asked for."
    })
public final class CostCommand implements Runnable {
  private static final int LARGEST = 65_536;

  @Mixin private Output output;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "HxWxC",
      converter = MapSize.class,
      description = "Height, width and channels of the input.")
  private Shape input;

  @Option(names = "--kernel", required = true, paramLabel = "K", description = "Window, K x K.")
  private int kernel;

  @Option(
      names = "--filters",
      required = true,
      paramLabel = "N",
      description = "Channels of the output.")
  private int filters;

  @Option(names = "--stride", paramLabel = "S", defaultValue = "1", description = "Default: 1.")
  private int stride;

  @Option(
      names = "--padding",
      paramLabel = "valid|same|N",
      defaultValue = "valid",
      converter = Padding.Text.class,
      description = "Default: valid, which is none.")
  private Padding padding;

  @Option(
      names = "--bottleneck",
      paramLabel = "N",
      description = "A 1x1 convolution to N channels before it.")
  private Integer bottleneck;

  @Option(names = "--separable", description = "Depthwise, then 1x1 over the channels.")
  private boolean separable;

  @Option(
      names = "--depth-multiplier",
      paramLabel = "D",
      description = "Separable, with D depthwise channels for each one of the input.")
  private Integer depthMultiplier;

  @Option(names = "--spatial", description = "A K x 1 convolution, then a 1 x K one.")
  private boolean spatial;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      converter = Fraction.class,
      description = "Separable, with A times as many channels in and out; 0.75 or 3/4.")
  private Double alpha;

  @Option(
      names = "--rho",
      paramLabel = "R",
      converter = Fraction.class,
      description = "Separable, with R times the height and width; 0.714 or 160/224.")
  private Double rho;

  /** All ways; {@code input} is [H,W,C]. */
  record Report(
      List<Integer> input, int kernel, int filters, int stride, String padding, List<Cost> ways) {}

  /**
   * One way, {@code input} and {@code output} as [H,W,C].
   *
   * @param parameters weights and biases
   * @param ratio multiplications as a share of the standard way's
   */
  record Cost(
      String way,
      List<Integer> input,
      List<Integer> output,
      long multiplications,
      long weights,
      long parameters,
      double ratio,
      List<Step> steps) {}

  /** One convolution of a way. */
  record Step(
      String layer, List<Integer> output, long multiplications, long weights, long parameters) {}

  @Override
  public void run() {
    check("--kernel", kernel);
    check("--filters", filters);
    check("--stride", stride);
    check("--bottleneck", bottleneck);
    check("--depth-multiplier", depthMultiplier);
    UsageException.require(
        depthMultiplier == null || (long) input.dim(0) * depthMultiplier <= LARGEST,
        "--depth-multiplier %d makes more than %d channels of %d",
        depthMultiplier,
        LARGEST,
        input.dim(0));
    double most = (double) kernel * kernel * filters;
    for (int dim : input.dims()) {
      most *= dim + 2.0 * (padding.same() ? kernel : padding.amount());
    }
    UsageException.require(
        most < 1e18, "the layer takes more than 10^18 multiplications; make it smaller");
    List<Cost> costs = new ArrayList<>();
    for (Way way : ways()) {
      costs.add(cost(way, costs.isEmpty() ? 0 : costs.get(0).multiplications));
    }
    Report report =
        new Report(
            MapSize.dims(input), kernel, filters, stride, padding.toString(), List.copyOf(costs));
    output.print(() -> report, out -> print(report, out));
  }

  private static void check(String option, Integer value) {
    UsageException.require(
        value == null || value >= 1 && value <= LARGEST,
        "%s is %d, expected 1 to %d",
        option,
        value,
        LARGEST);
  }

  private List<Way> ways() {
    Way.Layer layer = new Way.Layer(kernel, stride, padding);
    List<Way> ways = new ArrayList<>(List.of(layer.standard(input, filters)));
    if (bottleneck != null) {
      ways.add(layer.bottleneck(input, filters, bottleneck));
    }
    if (separable || alpha != null || rho != null) {
      ways.add(layer.separable("separable", input, filters, 1));
    }
    if (depthMultiplier != null) {
      ways.add(layer.separable("separable x" + depthMultiplier, input, filters, depthMultiplier));
    }
    if (alpha != null) {
      ways.add(thinner(layer, "separable, alpha " + number(alpha), alpha, 1));
    }
    if (rho != null) {
      ways.add(thinner(layer, "separable, rho " + number(rho), 1, rho));
    }
    if (alpha != null && rho != null) {
      String both = "separable, alpha %s, rho %s".formatted(number(alpha), number(rho));
      ways.add(thinner(layer, both, alpha, rho));
    }
    if (spatial) {
      ways.add(layer.spatial(input, filters));
    }
    return ways;
  }

  /** Width and resolution multipliers of MobileNet (notes T38, T39). */
  private Way thinner(Way.Layer layer, String name, double width, double resolution) {
    Shape smaller =
        Shape.of(
            scaled(input.dim(0), width),
            scaled(input.dim(1), resolution),
            scaled(input.dim(2), resolution));
    return layer.separable(name, smaller, scaled(filters, width), 1);
  }

  private static int scaled(int size, double factor) {
    return (int) Math.max(1, Math.round(size * factor));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value).replaceFirst("\\.?0+$", "");
  }

  private static Cost cost(Way way, long standard) {
    Summary all = way.withBiases();
    Summary bare = way.weightsOnly();
    List<Step> steps =
        IntStream.range(0, way.steps().size())
            .mapToObj(
                i ->
                    new Step(
                        Way.label(way.steps().get(i)),
                        dims(all.rows().get(i).output()),
                        all.rows().get(i).macs(),
                        bare.rows().get(i).parameters(),
                        all.rows().get(i).parameters()))
            .toList();
    long macs = all.macs();
    return new Cost(
        way.name(),
        MapSize.dims(way.input()),
        steps.get(steps.size() - 1).output,
        macs,
        bare.parameters(),
        all.parameters(),
        standard == 0 ? 1 : (double) macs / standard,
        steps);
  }

  private static List<Integer> dims(Shape batch) {
    return List.of(batch.dim(2), batch.dim(3), batch.dim(1));
  }

  private static void print(Report report, PrintWriter out) {
    out.println(
        "%s, %dx%d kernel, %d filters, stride %d, padding %s"
            .formatted(
                text(report.input),
                report.kernel,
                report.kernel,
                report.filters,
                report.stride,
                report.padding));
    out.println();
    Table table =
        new Table(
            "way", ">input", ">output", ">multiplications", ">ratio", ">weights", ">with biases");
    for (Cost cost : report.ways) {
      table.row(
          cost.way,
          text(cost.input),
          text(cost.output),
          cost.multiplications,
          Units.decimal(cost.ratio, 4),
          cost.weights,
          cost.parameters);
      List<Integer> from = cost.input;
      for (Step step : cost.steps.size() > 1 ? cost.steps : List.<Step>of()) {
        table.row(
            "  " + step.layer,
            text(from),
            text(step.output),
            step.multiplications,
            "",
            step.weights,
            step.parameters);
        from = step.output;
      }
    }
    table.print(out);
  }

  private static String text(List<Integer> dims) {
    return ImageSize.text(dims);
  }
}
