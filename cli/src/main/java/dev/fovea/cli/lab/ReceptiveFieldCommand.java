// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.analysis.ReceptiveField;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ImageSize;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea receptive-field}: which part of the image a unit sees. */
@Command(
    name = "receptive-field",
    header = "Tell which part of the image a unit sees.",
    description = "Tells which part of the image can affect one unit of a layer.")
public final class ReceptiveFieldCommand implements Runnable {
  /** Paths that an error names where none is like the one asked for. */
  private static final int SHOWN = 10;

  @Mixin private Output output;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      converter = ZooModel.class,
      description =
          "A name that 'fovea models' lists, also with options (lenet:activation=relu), or a model"
              + " file (.yaml).")
  private Entry model;

  @Parameters(
      index = "1",
      paramLabel = "LAYER",
      description = "A path that 'fovea summary MODEL' lists, or the beginning of some.")
  private String layer;

  @Parameters(index = "2", paramLabel = "ROW", description = "Row of the unit, from 0.")
  private int row;

  @Parameters(index = "3", paramLabel = "COL", description = "Column of the unit, from 0.")
  private int column;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      converter = ImageSize.class,
      description = "Size of an image; default: the model's own.")
  private Shape input;

  /**
   * The region, all ends included.
   *
   * @param output shape of the layer's result, [C,H,W] or [features]
   * @param size rows and columns that the unit sees, padding included
   * @param jump rows and columns of the image from one unit to the next, the most where that
   *     differs
   * @param top first row within the image
   * @param clipped whether the field reaches beyond the image
   */
  record Report(
      String model,
      String layer,
      String op,
      List<Integer> input,
      List<Integer> output,
      int row,
      int column,
      List<Long> size,
      List<Long> jump,
      int top,
      int left,
      int bottom,
      int right,
      boolean clipped) {}

  @Override
  public void run() {
    Shape image = input == null ? model.input() : input;
    Graph graph = model.trace(image, 1, model.classes(), Mode.INFER);
    Node node = find(graph);
    Optional<ReceptiveField> found = ReceptiveField.of(graph).get(node.id());
    FoveaException.check(found.isPresent(), "%s: sees nothing of the image", layer);
    ReceptiveField field = found.get();
    TensorType x = graph.leaves(Input.class).get(0).types().get(0);
    ReceptiveField.Region region = region(field, x);
    long rows = field.rows().to(row) - field.rows().from(row) + 1;
    long columns = field.columns().to(column) - field.columns().from(column) + 1;
    Report report =
        new Report(
            model.name(),
            node.path(),
            node.op().mnemonic(),
            image.dims(),
            node.types().get(0).shape().dims().stream().skip(1).toList(),
            row,
            column,
            List.of(rows, columns),
            List.of(field.rows().jump(), field.columns().jump()),
            region.top(),
            region.left(),
            region.bottom(),
            region.right(),
            region.bottom() - region.top() + 1 < rows
                || region.right() - region.left() + 1 < columns);
    output.print(() -> report, out -> print(report, out));
  }

  private ReceptiveField.Region region(ReceptiveField field, TensorType x) {
    try {
      return field.region(row, column, x);
    } catch (FoveaException e) {
      throw new UsageException("%s: %s", layer, e.getMessage());
    }
  }

  /** The last node at that path or, if there is none, below it: the result of the layer or part. */
  private Node find(Graph graph) {
    List<Node> nodes =
        graph.nodes().stream().filter(node -> !(node.op() instanceof Op.Leaf)).toList();
    Node exact = null;
    Node below = null;
    for (Node node : nodes) {
      exact = node.path().equals(layer) ? node : exact;
      below = node.path().startsWith(layer + ".") ? node : below;
    }
    if (exact == null && below == null) {
      throw unknown(
          nodes.stream().map(Node::path).filter(path -> !path.isEmpty()).distinct().toList());
    }
    return exact == null ? below : exact;
  }

  private UsageException unknown(List<String> paths) {
    if (!Nearest.to(layer, paths).isEmpty() || paths.size() <= SHOWN) {
      return UsageException.of(Nearest.unknown("layer", layer, paths));
    }
    return new UsageException(
        "unknown layer '%s'; the first of %d are %s; see fovea summary MODEL",
        layer, paths.size(), String.join(", ", paths.subList(0, SHOWN)));
  }

  private static void print(Report r, PrintWriter out) {
    out.println(
        "unit (%d, %d) of %s (%s, %s) sees rows %d to %d and columns %d to %d of the %s image"
            .formatted(
                r.row,
                r.column,
                r.layer,
                r.op,
                ImageSize.text(r.output),
                r.top,
                r.bottom,
                r.left,
                r.right,
                ImageSize.text(r.input)));
    out.println(
        "field %s%s, jump %s"
            .formatted(pair(r.size), r.clipped ? ", partly in the padding" : "", pair(r.jump)));
  }

  private static String pair(List<Long> sizes) {
    return sizes.get(0) + "x" + sizes.get(1);
  }
}
