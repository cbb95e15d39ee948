// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import picocli.CommandLine.ITypeConverter;

/** Reads the name of a model of the zoo. */
public final class ZooModel implements ITypeConverter<Entry> {
  @Override
  public Entry convert(String name) {
    return Zoo.named(name);
  }
}
