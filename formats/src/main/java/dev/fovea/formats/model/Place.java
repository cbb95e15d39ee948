// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.tensor.FoveaException;
import java.util.Locale;

/**
 * Where in a model file a mistake is.
 *
 * @param layer kind and name as far as they are known; may be empty
 */
record Place(String file, int line, String layer) {
  Place at(YamlNode node) {
    return new Place(file, node.line(), layer);
  }

  Place layer(String kind, String name) {
    return new Place(file, line, name.isEmpty() ? kind : kind + " '" + name + "'");
  }

  FoveaException error(String format, Object... args) {
    return new FoveaException(
        "%s:%d: %s%s",
        file, line, layer.isEmpty() ? "" : layer + ": ", String.format(Locale.ROOT, format, args));
  }

  /** What came out of a layer, told with the line it stands in. */
  FoveaException error(FoveaException cause) {
    return cause.getMessage().startsWith(file + ":")
        ? cause
        : new FoveaException(cause, "%s:%d: %s", file, line, cause.getMessage());
  }

  void check(boolean condition, String format, Object... args) {
    if (!condition) {
      throw error(format, args);
    }
  }
}
