// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lists of images as CSV files: columns path, label and perhaps split, in any order. */
final class ImageTable {
  private static final String PATH = "path";
  private static final String LABEL = "label";
  private static final String SPLIT = "split";

  private final Path csv;
  private final List<String> columns;

  private ImageTable(Path csv, List<String> columns) {
    this.csv = csv;
    this.columns = columns;
  }

  static boolean isTable(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /**
   * Reads a table.
   *
   * @param place what the list is of, the table itself or what it was made from
   * @param root where its relative paths begin
   */
  static ImageList read(Path csv, Path place, Path root) {
    List<Csv.Row> rows = Csv.parse(csv.toString(), text(csv));
    check(!rows.isEmpty(), "%s is empty; expected the columns path,label[,split]", csv);
    List<String> columns =
        rows.get(0).fields().stream().map(c -> c.toLowerCase(Locale.ROOT)).toList();
    ImageTable table = new ImageTable(csv, columns);
    for (String column : List.of(PATH, LABEL)) {
      check(
          columns.contains(column),
          "%s:%d: there is no column %s, only %s; the first line must say path,label[,split]",
          csv,
          rows.get(0).line(),
          column,
          String.join(", ", columns));
    }
    for (String column : List.of(PATH, LABEL, SPLIT)) {
      check(
          columns.indexOf(column) == columns.lastIndexOf(column),
          "%s:%d: there are two columns %s; leave one",
          csv,
          rows.get(0).line(),
          column);
    }
    check(rows.size() > 1, "%s lists no images below its first line", csv);
    List<Csv.Row> images = rows.subList(1, rows.size());
    List<String> labels =
        images.stream()
            .map(row -> table.field(row, LABEL))
            .distinct()
            .sorted(ImageList.byName())
            .toList();
    Map<String, Integer> numbers = new HashMap<>();
    labels.forEach(label -> numbers.put(label, numbers.size()));
    List<Sample> samples = new ArrayList<>();
    Map<Path, Integer> lines = new HashMap<>();
    for (Csv.Row row : images) {
      Path file = table.file(row, root);
      Integer before = lines.put(file.normalize(), row.line());
      check(
          before == null,
          "%s:%d: %s stands on line %s already; leave one of them",
          csv,
          row.line(),
          table.field(row, PATH),
          before);
      samples.add(new Sample(file, numbers.get(table.field(row, LABEL)), table.part(row)));
    }
    return new ImageList(place, root, labels, samples);
  }

  private static String text(Path csv) {
    try {
      String text = Files.readString(csv);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new FoveaException(e, "%s is not UTF-8 text; save it as UTF-8", csv);
    } catch (IOException e) {
      throw new FoveaException(e, "%s cannot be read: %s", csv, e.toString());
    }
  }

  private String field(Csv.Row row, String column) {
    check(
        row.fields().size() == columns.size(),
        "%s:%d: %d fields where the first line names %d columns",
        csv,
        row.line(),
        row.fields().size(),
        columns.size());
    String value = row.fields().get(columns.indexOf(column));
    check(!value.isEmpty(), "%s:%d: the %s is missing", csv, row.line(), column);
    return Names.readable(value, csv, row.line());
  }

  private Path file(Csv.Row row, Path root) {
    return Names.path(root, field(row, PATH), csv, row.line());
  }

  private Part part(Csv.Row row) {
    if (!columns.contains(SPLIT)) {
      return null;
    }
    String word = field(row, SPLIT);
    return Part.named(word)
        .orElseThrow(
            () ->
                new FoveaException(
                    "%s:%d: %s",
                    csv,
                    row.line(),
                    Nearest.unknown(SPLIT, word, List.of("train", "val", "test")).getMessage()));
  }
}
