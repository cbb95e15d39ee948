// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.formats.model.ModelFile;
import dev.fovea.models.Architecture;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Block;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * Reads the name of a model of the zoo, with options or without, or the model file of that name.
 */
public final class ZooModel implements ITypeConverter<Entry> {
  /** The family of networks that come from files. */
  public static final String FILE = "file";

  /**
   * What stands behind an entry that comes from a file.
   *
   * @param path where that was read
   */
  public record FileNetwork(ModelFile file, Path path) implements Architecture {
    @Override
    public Block block(int classes) {
      return file.block(classes);
    }
  }

  @Override
  public Entry convert(String name) {
    boolean file = name.endsWith(".yaml") || name.endsWith(".yml") || name.contains("/");
    if (!file) {
      return Zoo.named(name);
    }
    ModelFile model = ModelFile.read(Path.of(name));
    return entry(model.name(), name, model);
  }

  /** The network in a file, under a name it has been given before. */
  public static Entry read(Path path, String name) {
    return entry(name, path.toString(), ModelFile.read(path));
  }

  private static Entry entry(String name, String path, ModelFile file) {
    return new Entry(
        name,
        FILE,
        String.valueOf(Path.of(path).getFileName()),
        0,
        "",
        file.input(),
        file.classes(),
        new FileNetwork(file, Path.of(path)));
  }

  /** The text of the file that a network comes from; empty for one of the zoo. */
  public static String text(Entry model) {
    return model.architecture() instanceof FileNetwork net ? net.file().text() : "";
  }

  /** The file that a network comes from; empty for one of the zoo. */
  public static Optional<Path> path(Entry model) {
    return model.architecture() instanceof FileNetwork net
        ? Optional.of(net.path())
        : Optional.empty();
  }

  /** The options that the command line can change; none for a network from a file. */
  public static Map<String, String> options(Entry model) {
    return model.architecture() instanceof FileNetwork ? Map.of() : model.options();
  }
}
