// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.FileFailure;
import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.formats.yaml.YamlTree;
import dev.fovea.nn.Block;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A network described in YAML. */
public final class ModelFile {
  private static final long LARGEST_FILE = 4 << 20;

  private final Place place;
  private final String text;
  private final String name;
  private final Shape input;
  private final int classes;
  private final List<YamlNode> layers;

  private ModelFile(String file, String text) {
    YamlNode root = YamlTree.parse(file, text, "a network: input, layers");
    this.text = text;
    place = new Place(file, root.line(), "");
    if (!(root instanceof YamlNode.Entries)) {
      throw place.error("expected input: CxHxW and layers: [...], found %s", root.kind());
    }
    Attributes top = new Attributes(place, (YamlNode.Entries) root, 0);
    name = top.text("name", stem(file));
    Names.checkForm(place, "name", name);
    place.check(top.has("input"), "input is missing, expected CxHxW such as 1x28x28");
    input = top.size("input");
    classes = top.integer("classes", 1, 1 << 20, 10);
    layers = top.list("layers");
    top.done();
    new Expansion(classes).expand(place, layers);
  }

  /**
   * Reads a file and checks all but sizes, which depend on the image.
   *
   * @throws FoveaException naming file, line and layer
   */
  public static ModelFile read(Path file) {
    try {
      FoveaException.check(
          Files.size(file) <= LARGEST_FILE,
          "%s has %d bytes; a model file may take up to %d",
          file,
          Files.size(file),
          LARGEST_FILE);
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new FoveaException(e, "%s is not a text file in UTF-8", file);
    } catch (IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /**
   * Reads a text.
   *
   * @param file what messages call it
   */
  public static ModelFile parse(String file, String text) {
    FoveaException.check(
        text.length() <= LARGEST_FILE, "%s is longer than %d characters", file, LARGEST_FILE);
    return new ModelFile(file, text);
  }

  /** What it was read from, as it stood there. */
  public String text() {
    return text;
  }

  /** Name of the network; the file's if it gives none. */
  public String name() {
    return name;
  }

  /** The image it is made for, [C,H,W]. */
  public Shape input() {
    return input;
  }

  /** How many scores it gives unless asked for another number. */
  public int classes() {
    return classes;
  }

  /**
   * The network, from images [N,C,H,W] to scores [N,numClasses]; where the file says {@code
   * classes} it is {@code numClasses}. Mistakes that come out when it is traced name file and line.
   */
  public Block block(int numClasses) {
    Plain plain = new Expansion(numClasses).expand(place, layers);
    return (s, x) -> plain.apply(s, x, numClasses);
  }

  private static String stem(String file) {
    String last = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    String stem = last.replaceFirst("\\.(yaml|yml)$", "").replaceAll("[^A-Za-z0-9_-]", "_");
    return stem.isEmpty() ? "net" : stem;
  }
}
