// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values as RFC 4180 has them: quoted fields may hold commas, quotes, line breaks
 * and blanks at their ends; around other fields blanks do not count.
 */
final class Csv {
  private final String file;
  private final String text;
  private final List<Row> rows = new ArrayList<>();
  private List<String> fields = new ArrayList<>();
  private int at;
  private int line = 1;

  private Csv(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /** One row and the line that it begins on, from 1. */
  record Row(int line, List<String> fields) {}

  /** All rows but blank ones. */
  static List<Row> parse(String file, String text) {
    Csv csv = new Csv(file, text);
    while (csv.at < text.length()) {
      csv.row();
    }
    return csv.rows;
  }

  private void row() {
    int first = line;
    fields = new ArrayList<>();
    boolean quoted = field();
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      quoted |= field();
    }
    lineBreak();
    if (quoted || fields.size() > 1 || !fields.get(0).isEmpty()) {
      rows.add(new Row(first, fields));
    }
  }

  /** Reads up to a comma or the end of the line; says whether the field was quoted. */
  private boolean field() {
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == '"' && field.toString().isBlank() && !quoted) {
        quoted = true;
        field.setLength(0);
        quoted(field);
      } else {
        field.append(text.charAt(at++));
      }
    }
    fields.add(quoted ? field.toString() : field.toString().strip());
    return quoted;
  }

  private void quoted(StringBuilder field) {
    int first = line;
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' && !text.startsWith("\"\"", at)) {
        at++;
        skipBlanks();
        return;
      }
      at += c == '"' ? 1 : 0;
      line += c == '\n' || c == '\r' && !text.startsWith("\r\n", at) ? 1 : 0;
      field.append(c);
    }
    throw new FoveaException("%s:%d: a quote is not closed", file, first);
  }

  private void skipBlanks() {
    while (at < text.length() && " \t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void lineBreak() {
    if (at < text.length()) {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      line++;
    }
  }

  static String field(String value) {
    boolean plain = value.equals(value.strip()) && value.chars().noneMatch(c -> special(c));
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static boolean special(int c) {
    return ",\"\r\n".indexOf(c) >= 0;
  }
}
