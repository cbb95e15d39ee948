// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.nn.Block;
import dev.fovea.nn.Scope;
import dev.fovea.op.Value;
import java.util.List;

/**
 * What a layer can be.
 *
 * @param name as files have it
 * @param main the attribute that {@code - name: value} gives; empty when there is none
 * @param weighted whether it has parameters, so that its name must be its own
 * @param joins whether it takes several inputs
 */
record LayerKind(String name, String main, boolean weighted, boolean joins, Reader reader) {
  /** Makes the layer from its attributes. */
  @FunctionalInterface
  interface Reader {
    Computation read(Attributes attributes);
  }

  /** What a layer does, in the scope of its own name. */
  @FunctionalInterface
  interface Computation {
    Value apply(Scope s, List<Value> inputs);
  }

  /** Makes a block from attributes. */
  @FunctionalInterface
  interface BlockReader {
    Block read(Attributes attributes);
  }

  static LayerKind plain(String name, String main, BlockReader reader) {
    return new LayerKind(name, main, false, false, single(reader));
  }

  static LayerKind weighted(String name, String main, BlockReader reader) {
    return new LayerKind(name, main, true, false, single(reader));
  }

  private static Reader single(BlockReader reader) {
    return attributes -> {
      Block block = reader.read(attributes);
      return (s, inputs) -> block.apply(s, inputs.get(0));
    };
  }
}
