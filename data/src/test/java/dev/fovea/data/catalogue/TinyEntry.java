// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static dev.fovea.data.idx.IdxFixture.counting;
import static dev.fovea.data.idx.IdxFixture.idx;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A catalogue entry of a few images, and its files. */
final class TinyEntry {
  static final List<byte[]> CONTENTS =
      List.of(
          idx(counting(6 * 4, 255), 6, 2, 2),
          idx(counting(6, 3), 6),
          idx(counting(2 * 4, 100), 2, 2, 2),
          idx(counting(2, 3), 2));
  private static final List<String> NAMES =
      List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "test-images", "test-labels");

  private TinyEntry() {}

  static IdxEntry entry(List<URI> mirrors, Optional<String> systemPackage) {
    List<IdxSpec> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] content = CONTENTS.get(i);
      files.add(new IdxSpec(NAMES.get(i), i % 2 == 0 ? 3 : 1, content.length, sha256(content)));
    }
    return new IdxEntry("tiny", List.of("a", "b", "c"), files, mirrors, systemPackage);
  }

  /** Writes all files into a folder, packed or not. */
  static Path write(Path folder, String suffix, UnaryOperator<byte[]> packing) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < 4; i++) {
      Files.write(folder.resolve(NAMES.get(i) + suffix), packing.apply(CONTENTS.get(i)));
    }
    return folder;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
