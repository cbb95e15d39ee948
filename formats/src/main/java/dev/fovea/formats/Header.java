// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The JSON header of a safetensors file: tensors in the order they are named, and metadata. */
record Header(List<HeaderEntry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final int MOST_TENSORS = 100_000;
  private static final int MOST_AXES = 16;

  /**
   * Reads the JSON; {@link #checkDense} remains to be called.
   *
   * @param bytes of data behind it
   */
  static Header parse(byte[] json, long bytes) {
    check(json.length > 0 && json[0] == '{', "its header does not begin with '{'");
    try (JsonParser p = JsonText.strict(json)) {
      p.nextToken();
      List<HeaderEntry> entries = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      while (p.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = p.currentName();
        if (name.equals(METADATA)) {
          readMetadata(p, metadata);
          continue;
        }
        check(entries.size() < MOST_TENSORS, "it names more than %d tensors", MOST_TENSORS);
        try {
          entry(p, name, bytes).ifPresent(entries::add);
        } catch (FoveaException e) {
          throw new FoveaException(e, "tensor '%s': %s", shortened(name), e.getMessage());
        }
      }
      check(p.nextToken() == null, "its header goes on after the closing brace");
      return new Header(entries, metadata);
    } catch (JacksonException e) {
      throw new FoveaException(e, "its header is not valid JSON: %s", JsonText.reason(e));
    }
  }

  private static void readMetadata(JsonParser p, Map<String, String> into) {
    check(p.nextToken() == JsonToken.START_OBJECT, "its %s is not an object", METADATA);
    while (p.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = p.currentName();
      check(p.nextToken() == JsonToken.VALUE_STRING, "its %s holds more than text", METADATA);
      into.put(key, p.getString());
    }
  }

  /** Empty for a tensor without elements, which has a place in the format but none in memory. */
  private static Optional<HeaderEntry> entry(JsonParser p, String name, long bytes) {
    check(p.nextToken() == JsonToken.START_OBJECT, "is not described by an object");
    StoredType type = null;
    List<Long> shape = null;
    List<Long> offsets = List.of();
    while (p.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = p.currentName();
      p.nextToken();
      switch (key) {
        case "dtype" -> {
          check(p.currentToken() == JsonToken.VALUE_STRING, "its dtype is not text");
          type = StoredType.of(shortened(p.getString()));
        }
        case "shape" -> shape = numbers(p, key, MOST_AXES);
        case "data_offsets" -> offsets = numbers(p, key, 2);
        default -> throw new FoveaException("has an unknown field '%s'", shortened(key));
      }
    }
    check(type != null && shape != null && offsets.size() == 2, "lacks dtype, shape or offsets");
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (shape.contains(0L)) {
      check(
          shape.stream().noneMatch(size -> size < 0) && begin >= 0 && end == begin,
          "%s%s takes no bytes, but its data_offsets are %d to %d",
          type,
          shape,
          begin,
          end);
      check(begin <= bytes, "it lies at byte %d, behind the %d bytes of data", begin, bytes);
      return Optional.empty();
    }
    return Optional.of(new HeaderEntry(name, type, shape(shape), begin, end));
  }

  private static Shape shape(List<Long> sizes) {
    for (long size : sizes) {
      check(
          size > 0 && size <= Integer.MAX_VALUE, "shape %s: each size must be 1 to 2^31-1", sizes);
    }
    return new Shape(sizes.stream().map(Long::intValue).toList());
  }

  private static List<Long> numbers(JsonParser p, String key, int most) {
    check(p.currentToken() == JsonToken.START_ARRAY, "its %s is not a list", key);
    List<Long> numbers = new ArrayList<>();
    while (p.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      check(numbers.size() < most, "its %s has more than %d numbers", key, most);
      numbers.add(p.getLongValue());
    }
    check(p.currentToken() == JsonToken.END_ARRAY, "its %s holds more than whole numbers", key);
    return numbers;
  }

  /** Throws unless the tensors fill {@code bytes} bytes of data with neither overlap nor hole. */
  void checkDense(long bytes) {
    List<HeaderEntry> byPlace = new ArrayList<>(entries);
    byPlace.sort(Comparator.comparingLong(HeaderEntry::begin).thenComparing(HeaderEntry::end));
    long end = 0;
    for (HeaderEntry entry : byPlace) {
      if (entry.begin() != end) {
        throw new FoveaException(
            "tensor '%s' begins at byte %d, where %d was expected: tensors %s",
            shortened(entry.name()),
            entry.begin(),
            end,
            entry.begin() < end ? "overlap" : "leave a hole");
      }
      end = entry.end();
    }
    check(
        end == bytes,
        "it holds %d bytes of data where its header describes %d: it is %s",
        bytes,
        end,
        bytes < end ? "truncated" : "too long");
  }

  /** The JSON, padded with spaces so that what follows the length and it is aligned to 8 bytes. */
  byte[] print() {
    Map<String, Object> root = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      root.put(METADATA, metadata);
    }
    for (HeaderEntry entry : entries) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("dtype", entry.type().name());
      fields.put("shape", entry.shape().dims());
      fields.put("data_offsets", List.of(entry.begin(), entry.end()));
      root.put(entry.name(), fields);
    }
    String json = JsonText.print(root);
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat((8 - bytes % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 80 ? line : line.substring(0, 80) + "...";
  }
}
