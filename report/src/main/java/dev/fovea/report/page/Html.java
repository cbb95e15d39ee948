// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pieces of a page. Whatever comes in as text is escaped here and nowhere else; whatever comes in
 * as {@code Html} is a piece already.
 */
record Html(String code) {
  static Html text(String text) {
    return new Html(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
  }

  /**
   * A name that came from outside, of a class or a file. Written from right to left, it would turn
   * round what stands beside it.
   */
  static Html name(String name) {
    return element("bdi", name);
  }

  /** A text with numbers in it, which are the same in every locale. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static Html join(Html... parts) {
    return join(List.of(parts));
  }

  static Html join(List<Html> parts) {
    return new Html(parts.stream().map(Html::code).collect(Collectors.joining("\n")));
  }

  /**
   * An element.
   *
   * @param opening its name, with attributes if any; not escaped
   */
  static Html element(String opening, Html content) {
    return new Html("<" + opening + ">" + content.code + "</" + opening.split(" ")[0] + ">");
  }

  static Html element(String opening, String text) {
    return element(opening, text(text));
  }

  /** A part of the page under a heading. */
  static Html section(String heading, Html... content) {
    return element("section", join(element("h2", heading), join(content)));
  }

  /**
   * A picture within the page itself.
   *
   * @param scale its pixels for each of the page's
   */
  static Html picture(String what, byte[] png, double scale) {
    String data = Base64.getEncoder().encodeToString(png);
    // The width is the first field of a PNG's first chunk.
    long width = Math.round(ByteBuffer.wrap(png, 16, 4).getInt() / scale);
    String image = "<img alt=\"%s\" width=\"%d\" src=\"data:image/png;base64,%s\">";
    return new Html(format(image, text(what).code, width, data));
  }

  /** A table whose first column is text and whose others are numbers. */
  static Html table(List<String> headers, List<List<String>> rows) {
    return tableOf(headers, rows.stream().map(Html::texts).toList());
  }

  /** As {@link #table}, of cells that are pieces already. */
  static Html tableOf(List<String> headers, List<List<Html>> rows) {
    Html head = row("th", texts(headers));
    List<Html> body = rows.stream().map(row -> row("td", row)).toList();
    return element("table", join(Stream.concat(Stream.of(head), body.stream()).toList()));
  }

  private static List<Html> texts(List<String> texts) {
    return texts.stream().map(Html::text).toList();
  }

  private static Html row(String cell, List<Html> contents) {
    return element("tr", join(contents.stream().map(content -> element(cell, content)).toList()));
  }
}
