// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.formats.model.ModelFile;
import dev.fovea.models.Architecture;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Block;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Reads the name of a model of the zoo, or the model file of that name. */
public final class ZooModel implements ITypeConverter<Entry> {
  /** The family of networks that come from files. */
  public static final String FILE = "file";

  /** What stands behind an entry that comes from a file. */
  public record FileNetwork(ModelFile file) implements Architecture {
    @Override
    public Block block(int classes) {
      return file.block(classes);
    }
  }

  @Override
  public Entry convert(String name) {
    boolean file = name.endsWith(".yaml") || name.endsWith(".yml") || name.contains("/");
    return file ? read(Path.of(name)) : Zoo.named(name);
  }

  /** The network in a file. */
  public static Entry read(Path path) {
    ModelFile file = ModelFile.read(path);
    return new Entry(
        file.name(),
        FILE,
        path.getFileName().toString(),
        0,
        "",
        file.input(),
        file.classes(),
        new FileNetwork(file));
  }

  /** The text of the file that a network comes from; empty for one of the zoo. */
  public static String text(Entry model) {
    return model.architecture() instanceof FileNetwork net ? net.file().text() : "";
  }
}
