// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.idx;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.MemoryDataset;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;
import java.util.List;

/** An image file and its label file, read into memory as one dataset of grey images. */
public record IdxPair(Path images, Path labels) {

  /** Reads both files and checks that they belong together. */
  public Dataset read(String name, List<String> classes) {
    return join(name, classes, IdxFile.read(images, 3), IdxFile.read(labels, 1));
  }

  /** The same for files already read. */
  public Dataset join(String name, List<String> classes, IdxFile pixels, IdxFile marks) {
    int count = pixels.sizes().get(0);
    int marked = marks.sizes().get(0);
    if (count != marked) {
      throw new FoveaException(
          "%s holds %d images but %s holds %d labels; they must be the two files of one set",
          images, count, labels, marked);
    }
    byte[] known = marks.content();
    for (int i = 0; i < known.length; i++) {
      if ((known[i] & 0xff) >= classes.size()) {
        throw new FoveaException(
            "%s: label %d of image %d is out of range, %s has labels 0 to %d; fetch the file again",
            labels, known[i] & 0xff, i, name, classes.size() - 1);
      }
    }
    ImageShape shape = new ImageShape(1, pixels.sizes().get(1), pixels.sizes().get(2));
    return new MemoryDataset(name, classes, shape, pixels.content(), known);
  }
}
