// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.cifar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Files of the right lengths with a few samples and labels in a sea of zeros. */
public final class CifarFixture {
  private CifarFixture() {}

  /** Writes the unpacked files. */
  public static Path folder(CifarKind kind, Path folder) throws IOException {
    Files.createDirectories(folder);
    String names =
        IntStream.range(0, kind.classes())
            .mapToObj(i -> "class" + i + "\n")
            .collect(Collectors.joining());
    for (String file : kind.files()) {
      if (file.equals(kind.names())) {
        Files.writeString(folder.resolve(file), names + "\n");
        continue;
      }
      try (RandomAccessFile out = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
        out.setLength(kind.bytes(file));
        for (int i = 0; i < 3; i++) {
          out.seek((long) i * (kind.labelBytes() + CifarKind.PIXELS) + kind.labelBytes() - 1);
          out.write(i + 1);
          out.write(100 + i);
          out.skipBytes(1023);
          out.write(file.charAt(file.length() - 5));
        }
      }
    }
    return folder;
  }

  /** Packs the unpacked files as they are published. */
  public static Path archive(CifarKind kind, Path folder, Path archive) throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(archive)) {
          {
            def.setLevel(1);
          }
        }) {
      member(out, kind.folder() + "/", '5', 0, new ByteArrayInputStream(new byte[0]));
      for (String file : kind.files()) {
        Path path = folder.resolve(file);
        try (InputStream in = Files.newInputStream(path)) {
          member(out, kind.folder() + "/" + file, '0', Files.size(path), in);
        }
      }
      out.write(new byte[1024]);
    }
    return archive;
  }

  private static void member(OutputStream out, String name, char type, long bytes, InputStream in)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(bytes));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    in.transferTo(out);
    out.write(new byte[(int) ((512 - bytes % 512) % 512)]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
