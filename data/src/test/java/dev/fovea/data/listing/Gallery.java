// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Small pictures in files, each with its own pixels. */
public record Gallery(Path root) {
  /** Writes pictures {@code 0.png}, {@code 1.png} ... of changing sizes into a folder. */
  public Gallery add(String folder, int count) {
    for (int i = 0; i < count; i++) {
      picture(folder + "/" + i + ".png", 9 + i % 5, 12 - i % 4, BufferedImage.TYPE_INT_RGB);
    }
    return this;
  }

  /** Writes one picture in the format its name says. */
  public Path picture(String path, int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int seed = path.hashCode() + 31 * x * x + 57 * y * (x + 3);
        image.setRGB(x, y, seed * 0x9E37 & 0xffffff);
      }
    }
    Path file = root.resolve(path);
    try {
      Files.createDirectories(file.getParent());
      String ending = path.substring(path.lastIndexOf('.') + 1);
      if (!ImageIO.write(image, ending, file.toFile())) {
        throw new IllegalArgumentException("no writer for " + path);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes text into a file. */
  public Path text(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
