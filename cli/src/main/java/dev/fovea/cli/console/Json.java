// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import java.io.PrintWriter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON, fields in the order they are declared. Loads Jackson, so only on demand. */
final class Json {
  private Json() {}

  static void print(PrintWriter out, Object value) {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();
    out.println(mapper.writeValueAsString(value));
  }
}
