// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import dev.fovea.tensor.FoveaException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as JSON text and back. Strict: a key that is missing, unknown or given twice is an error.
 * Numbers survive the round trip bit by bit.
 */
public final class JsonText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private JsonText() {}

  /** One line of JSON, with record components and map keys in their own order. */
  public static String print(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads what {@link #print} wrote.
   *
   * @throws FoveaException in one line, with what is wrong and where
   */
  public static <T> T parse(String text, Class<T> type) {
    try {
      T value = MAPPER.readValue(text, type);
      FoveaException.check(value != null, "it is null");
      return value;
    } catch (JacksonException e) {
      throw new FoveaException(e, "%s", reason(e));
    }
  }

  static JsonParser strict(byte[] json) {
    return MAPPER.createParser(json);
  }

  static String reason(JacksonException e) {
    Throwable cause = e.getCause();
    String message = cause instanceof FoveaException ? cause.getMessage() : e.getOriginalMessage();
    String line =
        String.valueOf(message).split("\\R| \\(start marker")[0].replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }
}
