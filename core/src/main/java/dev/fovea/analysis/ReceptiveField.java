// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of the input image that can affect one unit of a value, followed through branches and
 * joins (notes T11). Batch normalisation's statistics, which tie images together, are left out.
 */
public record ReceptiveField(Span rows, Span columns) {
  /** A rectangle of the input, both ends included, clipped to the image. */
  public record Region(int top, int left, int bottom, int right) {}

  /**
   * The field of every node's first result.
   *
   * @return for each node; empty where no image input [N,C,H,W] reaches it
   */
  public static List<Optional<ReceptiveField>> of(Graph graph) {
    List<Optional<ReceptiveField>> fields = new ArrayList<>();
    for (Node node : graph.nodes()) {
      fields.add(of(node, fields));
    }
    return fields;
  }

  private static Optional<ReceptiveField> of(Node node, List<Optional<ReceptiveField>> before) {
    TensorType out = node.types().get(0);
    if (node.op() instanceof Input) {
      return out.rank() == 4
          ? Optional.of(
              new ReceptiveField(Extent.identity(out.dim(2)), Extent.identity(out.dim(3))))
          : Optional.empty();
    }
    ReceptiveField field = null;
    for (Result input : node.inputs()) {
      Optional<ReceptiveField> seen = before.get(input.node());
      if (seen.isPresent()) {
        ReceptiveField through = seen.get().through(node.op(), input.type(), out);
        field = field == null ? through : field.union(through);
      }
    }
    return Optional.ofNullable(field);
  }

  private ReceptiveField through(Op op, TensorType in, TensorType out) {
    if (op instanceof Op.View) {
      return this;
    }
    boolean image = in.rank() == 4 && out.rank() == 4;
    int height = image ? out.dim(2) : 1;
    int width = image ? out.dim(3) : 1;
    if (image && op instanceof AdaptiveAveragePool) {
      return new ReceptiveField(rows.averaged(height), columns.averaged(width));
    }
    if (image && op instanceof Op.Windowed windowed) {
      Window window = windowed.windowOver(in);
      return new ReceptiveField(
          rows.through(window.h(), height), columns.through(window.w(), width));
    }
    if (image && op instanceof Op.Cut cut) {
      return new ReceptiveField(
          rows.shifted(cut.cutInFront(2), height), columns.shifted(cut.cutInFront(3), width));
    }
    if (op instanceof Op.Elementwise && !image) {
      return this;
    }
    return new ReceptiveField(
        image && rows.units() == height ? rows : rows.all(height),
        image && columns.units() == width ? columns : columns.all(width));
  }

  private ReceptiveField union(ReceptiveField other) {
    return new ReceptiveField(rows.union(other.rows), columns.union(other.columns));
  }

  /**
   * The input region that the unit at {@code (row, column)} sees.
   *
   * @param image type of the input, [N,C,H,W]
   */
  public Region region(int row, int column, TensorType image) {
    check(
        row >= 0 && row < rows.units() && column >= 0 && column < columns.units(),
        "there is no unit at row %d, column %d; the layer has %d rows and %d columns",
        row,
        column,
        rows.units(),
        columns.units());
    return new Region(
        clip(rows.from(row), image.dim(2)),
        clip(columns.from(column), image.dim(3)),
        clip(rows.to(row), image.dim(2)),
        clip(columns.to(column), image.dim(3)));
  }

  private static int clip(long position, int size) {
    return (int) Math.max(0, Math.min(size - 1, position));
  }

  /** Height and width, for example {@code 14x14}. */
  @Override
  public String toString() {
    return rows.size() + "x" + columns.size();
  }
}
