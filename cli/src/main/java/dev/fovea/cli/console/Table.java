// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text in aligned columns. A header that starts with {@code >} sets its column to the right. */
public final class Table {
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  public Table(String... headers) {
    right = new boolean[headers.length];
    String[] titles = new String[headers.length];
    for (int i = 0; i < headers.length; i++) {
      right[i] = headers[i].startsWith(">");
      titles[i] = right[i] ? headers[i].substring(1) : headers[i];
    }
    rows.add(titles);
  }

  /** Adds a row; numbers get separators between thousands. */
  public Table row(Object... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
    }
    rows.add(Arrays.stream(cells).map(Table::text).toArray(String[]::new));
    return this;
  }

  public void print(PrintWriter out) {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String gap = " ".repeat(widths[i] - row[i].length());
        line.append(right[i] ? gap + row[i] : row[i] + gap).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String text(Object cell) {
    return cell instanceof Long || cell instanceof Integer
        ? Units.count(((Number) cell).longValue())
        : String.valueOf(cell);
  }
}
