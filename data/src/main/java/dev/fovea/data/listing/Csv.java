// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them: quoted fields may hold commas and quotes. */
final class Csv {
  private Csv() {}

  /** One row and the line that it stands on, from 1. */
  record Row(int line, List<String> fields) {}

  static List<Row> parse(String file, String text) {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      if (!line.isBlank()) {
        rows.add(new Row(number, fields(file, number, line)));
      }
    }
    return rows;
  }

  private static List<String> fields(String file, int number, String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.toString().isBlank())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    FoveaException.check(!quoted, "%s:%d: a quote is not closed on its line", file, number);
    fields.add(field.toString().strip());
    return fields;
  }

  static String field(String value) {
    boolean plain = value.indexOf(',') < 0 && value.indexOf('"') < 0 && value.equals(value.strip());
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
