// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.summary;

import dev.fovea.analysis.Summary;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.cli.option.Threads;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.formats.FileFailure;
import dev.fovea.formats.model.ModelText;
import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.models.Erratum;
import dev.fovea.nn.Mode;
import dev.fovea.report.drawing.NetworkDrawing;
import dev.fovea.tensor.Shape;
import dev.fovea.train.file.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea summary}: a network layer by layer. */
@Command(
    name = "summary",
    header = "Show a network layer by layer.",
    description = {
      "Shows shapes, parameters, MACs and receptive fields of every layer.",
      "--svg draws the network, --export writes it as a model file, --memory says what a batch of"
          + " it takes."
    })
public final class SummaryCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(
      paramLabel = "MODEL",
      converter = ZooModel.class,
      description =
          "A name that 'fovea models' lists, also with options (lenet:activation=relu), or a model"
              + " file (.yaml).")
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

  @Option(
      names = "--memory",
      description = "Compile it, for the memory that a batch takes in inference and training.")
  private boolean memory;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the network, with its branches and shortcuts.")
  private Path svg;

  @Option(
      names = "--export",
      paramLabel = "FILE.yaml",
      description = "Write the network as a model file.")
  private Path export;

  @Mixin private BackendOption backend;
  @Mixin private Threads threads;

  /**
   * The whole table; {@code macs} are of one image, {@code activationBytes} of the batch.
   *
   * @param memory null unless asked for
   * @param corrections where the study notes are wrong about this network
   */
  record Report(
      String model,
      List<Integer> input,
      int classes,
      int batch,
      long parameters,
      long buffers,
      long macs,
      long activationBytes,
      MemoryNeed memory,
      Map<String, String> options,
      List<String> corrections,
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
    checkTarget("--svg", svg);
    checkTarget("--export", export);
    checkTargets();
    Graph graph = model.trace(image, batch, outputs, Mode.INFER);
    Summary summary = Summary.of(graph);
    if (svg != null) {
      write(svg, NetworkDrawing.svg(graph));
    }
    if (export != null) {
      write(
          export,
          ModelText.of(model.fileName(), image, outputs, (n, c, m) -> model.trace(image, n, c, m)));
    }
    MemoryNeed need =
        memory
            ? MemoryNeed.of(
                mode -> model.trace(image, batch, outputs, mode),
                backend.backend(),
                threads.count())
            : null;
    List<String> corrections = Erratum.of(model).stream().map(Erratum::toString).toList();
    Report report =
        new Report(
            summary.model(),
            image.dims(),
            outputs,
            batch,
            summary.parameters(),
            summary.buffers(),
            summary.macs(),
            summary.activationBytes(),
            need,
            ZooModel.options(model),
            corrections,
            summary.rows().stream().map(Layer::of).toList());
    output.print(() -> report, out -> print(report, summary, out));
  }

  /**
   * Throws if that is the file of the network itself: its comments and structures would be lost.
   */
  private void checkTarget(String option, Path file) {
    Optional<Path> source = ZooModel.path(model);
    if (file == null || source.isEmpty() || !Files.exists(file)) {
      return;
    }
    try {
      UsageException.require(
          !Files.isSameFile(file, source.get()),
          "%s is %s, the model file itself; give another name",
          option,
          file);
    } catch (IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /** Throws if one file would take the other's place, or no command would read the model file. */
  private void checkTargets() {
    if (export == null) {
      return;
    }
    UsageException.require(
        svg == null
            || !svg.toAbsolutePath().normalize().equals(export.toAbsolutePath().normalize()),
        "--svg and --export are both %s; give each a name of its own",
        export);
    String name = export.toString();
    boolean stream = Files.exists(export) && !Files.isRegularFile(export);
    UsageException.require(
        stream || name.endsWith(".yaml") || name.endsWith(".yml"),
        "--export is %s, and a model file is known by its ending; give a name that ends with .yaml",
        export);
  }

  private void write(Path file, String text) {
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    output.note("wrote " + file);
  }

  private void print(Report report, Summary summary, PrintWriter out) {
    String source = model.year() == 0 ? "" : ", " + model.year();
    out.println(
        "%s (%s%s), input %s, %d classes, batch %d"
            .formatted(
                report.model,
                model.paper(),
                source,
                ImageSize.text(report.input),
                report.classes,
                batch));
    out.println();
    new LayerTree(summary.rows()).table().print(out);
    out.println();
    out.println("parameters   " + Units.count(summary.parameters()) + ", trained");
    if (summary.buffers() > 0) {
      out.println("buffers      " + Units.count(summary.buffers()) + ", carried");
    }
    out.println("MACs         " + Units.count(summary.macs()) + " an image");
    out.println("activations  " + Units.bytes(summary.activationBytes()) + " if none share memory");
    if (report.memory == null) {
      out.println("memory       of inference and training: with --memory");
    } else {
      print(report.memory, out);
    }
    if (!report.options.isEmpty()) {
      out.println("options      " + String.join(", ", pairs(report.options)));
    }
    report.corrections.forEach(line -> out.println("notes        " + line));
  }

  private static List<String> pairs(Map<String, String> options) {
    return options.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private void print(MemoryNeed need, PrintWriter out) {
    out.println(
        "inference    %s for a batch of %d on %s, and %s for weights"
            .formatted(
                Units.bytes(need.inferenceBytes()),
                batch,
                need.backend(),
                Units.bytes(need.inferenceStateBytes())));
    out.println(
        "training     %s for a batch of %d, and %s for weights; without sharing %s"
            .formatted(
                Units.bytes(need.trainingBytes()),
                batch,
                Units.bytes(need.trainingStateBytes()),
                Units.bytes(need.trainingUnplannedBytes())));
  }
}
