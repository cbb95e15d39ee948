// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.summary;

import dev.fovea.analysis.Summary;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.option.ImageSize;
import java.util.List;

/** The rows of a summary under the parts they belong to, each part with its totals. */
final class LayerTree {
  private static final String INDENT = "  ";

  private final List<Summary.Row> rows;
  private final Table table =
      new Table("layer", "op", ">output", ">parameters", ">MACs", ">receptive field");

  LayerTree(List<Summary.Row> rows) {
    this.rows = rows;
  }

  Table table() {
    part(0, rows.size(), "", "");
    return table;
  }

  /** Adds the rows {@code from} to {@code to}, which all stand in the part {@code path}. */
  private void part(int from, int to, String path, String indent) {
    int at = from;
    while (at < to) {
      String name = next(rows.get(at).path(), path);
      String full = path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
      int end = at + 1;
      while (end < to && !name.isEmpty() && next(rows.get(end).path(), path).equals(name)) {
        end++;
      }
      boolean leaf = name.isEmpty() || end == at + 1 && rows.get(at).path().equals(full);
      if (leaf) {
        line(rows.get(at), indent + (name.isEmpty() ? "." : name));
      } else if (within(at, end, full)) {
        total(at, end, indent + name);
        part(at, end, full, indent + INDENT);
      } else {
        // A few ops at one place and nothing below it: no part, just the layer's ops.
        for (int i = at; i < end; i++) {
          line(rows.get(i), indent + name);
        }
      }
      at = end;
    }
  }

  private boolean within(int from, int to, String path) {
    for (int i = from; i < to; i++) {
      if (!rows.get(i).path().equals(path)) {
        return true;
      }
    }
    return false;
  }

  /** The first name below {@code path}; empty for a row that stands at it. */
  private static String next(String full, String path) {
    if (full.length() <= path.length()) {
      return "";
    }
    String rest = path.isEmpty() ? full : full.substring(path.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private void line(Summary.Row row, String name) {
    table.row(
        name,
        row.label(),
        ImageSize.text(row.output().dims()),
        row.parameters(),
        row.macs(),
        row.field().map(Object::toString).orElse(""));
  }

  private void total(int from, int to, String name) {
    long parameters = 0;
    long macs = 0;
    for (Summary.Row row : rows.subList(from, to)) {
      parameters += row.parameters();
      macs += row.macs();
    }
    Summary.Row last = rows.get(to - 1);
    table.row(
        name,
        "",
        ImageSize.text(last.output().dims()),
        parameters,
        macs,
        last.field().map(Object::toString).orElse(""));
  }
}
