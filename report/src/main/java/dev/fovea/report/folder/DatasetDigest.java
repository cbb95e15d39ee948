// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A fingerprint of what a model can learn from: images, extents, labels; not names or files. */
final class DatasetDigest {
  private DatasetDigest() {}

  static String of(List<Dataset> parts) {
    MessageDigest digest = sha256();
    byte[] pixels = new byte[0];
    ByteBuffer facts = ByteBuffer.allocate(16);
    for (Dataset part : parts) {
      digest.update(facts.clear().putInt(part.size()).flip());
      Optional<String> own = part.digest();
      if (own.isPresent()) {
        digest.update(own.get().getBytes(StandardCharsets.US_ASCII));
        continue;
      }
      for (int i = 0; i < part.size(); i++) {
        ImageShape shape = part.shape(i);
        facts.clear().putInt(shape.channels()).putInt(shape.height()).putInt(shape.width());
        digest.update(facts.putInt(part.label(i)).flip());
        if (pixels.length < shape.bytes()) {
          pixels = new byte[shape.bytes()];
        }
        part.read(i, pixels, 0);
        digest.update(pixels, 0, shape.bytes());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
