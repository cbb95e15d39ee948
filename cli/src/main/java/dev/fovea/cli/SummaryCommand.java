// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import dev.fovea.analysis.Summary;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea summary}: a network layer by layer. */
@Command(
    name = "summary",
    header = "Show a network layer by layer.",
    description = "Shows shapes, parameters, MACs and receptive fields of every layer.")
final class SummaryCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(
      paramLabel = "MODEL",
      converter = ZooModel.class,
      description = "A name that 'fovea models' lists, or a model file (.yaml).")
  private Entry model;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      converter = ImageSize.class,
      description = "Size of an image; default: the model's own.")
  private Shape input;

  @Option(names = "--classes", paramLabel = "N", description = "Default: the model's own.")
  private Integer classes;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Images at once, for the shapes and the activation memory; default 1.")
  private int batch;

  /** The whole table; {@code macs} are of one image, {@code activationBytes} of the batch. */
  record Report(
      String model,
      List<Integer> input,
      int classes,
      int batch,
      long parameters,
      long buffers,
      long macs,
      long activationBytes,
      List<Layer> layers) {}

  /** A row; {@code receptiveField} is [height, width], null where no image reaches. */
  record Layer(
      String path,
      String op,
      List<Integer> output,
      long parameters,
      long buffers,
      long macs,
      List<Long> receptiveField) {
    static Layer of(Summary.Row row) {
      return new Layer(
          row.path(),
          row.op(),
          row.output().dims(),
          row.parameters(),
          row.buffers(),
          row.macs(),
          row.field().map(f -> List.of(f.rows().size(), f.columns().size())).orElse(null));
    }
  }

  @Override
  public void run() {
    Shape image = input == null ? model.input() : input;
    int outputs = classes == null ? model.classes() : classes;
    UsageException.require(batch >= 1, "--batch is %d, expected at least 1", batch);
    UsageException.require(outputs >= 1, "--classes is %d, expected at least 1", outputs);
    Summary summary = Summary.of(model.trace(image, batch, outputs, Mode.INFER));
    output.print(
        () ->
            new Report(
                summary.model(),
                image.dims(),
                outputs,
                batch,
                summary.parameters(),
                summary.buffers(),
                summary.macs(),
                summary.activationBytes(),
                summary.rows().stream().map(Layer::of).toList()),
        out -> print(summary, image, out));
  }

  private void print(Summary summary, Shape image, PrintWriter out) {
    out.println(
        "%s (%s, %d), input %s, batch %d"
            .formatted(
                summary.model(), model.paper(), model.year(), ImageSize.text(image.dims()), batch));
    out.println();
    Table table = new Table("path", "op", ">output", ">parameters", ">MACs", ">receptive field");
    for (Summary.Row row : summary.rows()) {
      table.row(
          row.path(),
          row.op(),
          ImageSize.text(row.output().dims()),
          row.parameters(),
          row.macs(),
          row.field().map(Object::toString).orElse(""));
    }
    table.print(out);
    out.println();
    out.println("parameters   " + Units.count(summary.parameters()));
    if (summary.buffers() > 0) {
      out.println("buffers      " + Units.count(summary.buffers()));
    }
    out.println("MACs         " + Units.count(summary.macs()) + " an image");
    out.println("activations  " + Units.bytes(summary.activationBytes()) + " if none share memory");
  }
}
