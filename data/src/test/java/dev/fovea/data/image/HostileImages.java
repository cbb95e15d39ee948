// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Files that are damaged or made to do harm; number {@code n} of a seed is always the same file.
 */
record HostileImages(long seed) {
  private static final List<String> WHOLE =
      List.of(
          "rgb.png",
          "palette.png",
          "grey16.png",
          "rgb16.png",
          "held-6.png",
          "rgb.jpg",
          "progressive.jpg",
          "cmyk.jpg",
          "ycck.jpg",
          "held-6.jpg",
          "rgb.bmp",
          "palette.bmp",
          "bilevel.bmp",
          "rgb.gif",
          "palette.gif",
          "lossless.webp",
          "lossless-alpha.webp",
          "lossy.webp",
          "held-6.webp",
          "rgb-tiff_lzw.tif",
          "palette-packbits.tif",
          "rgb-tiff_adobe_deflate.tif",
          "bilevel-g4.tif",
          "cmyk.tif",
          "jpeg.tif",
          "held-6.tif");

  /** A file: how it was made, its ending and its content. */
  record Hostile(String kind, String ending, byte[] content) {}

  Hostile number(int n) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + n);
    String name = WHOLE.get(random.nextInt(WHOLE.size()));
    String ending = name.substring(name.lastIndexOf('.') + 1);
    byte[] whole = resource(name);
    return switch (n % 12) {
      case 0 ->
          new Hostile("cut " + name, ending, Arrays.copyOf(whole, random.nextInt(whole.length)));
      case 1 -> new Hostile("flipped " + name, ending, flipped(whole, random, 1));
      case 2 -> new Hostile("much flipped " + name, ending, flipped(whole, random, 30));
      case 3 -> new Hostile("overwritten " + name, ending, overwritten(whole, random));
      case 4 -> new Hostile("huge sizes " + name, ending, hugeSizes(name, whole, random));
      case 5 -> new Hostile("wrong ending " + name, random.nextInt(2) == 0 ? "png" : "jpg", whole);
      case 6 -> new Hostile("bad profile", "jpg", badProfile(random));
      case 7 -> new Hostile("repeated " + name, ending, repeated(whole, random));
      case 8 -> new Hostile("beginning of " + name, ending, onlyBeginning(whole, random));
      case 9 -> new Hostile("wrong checksum", "png", wrongChecksum(random));
      case 10 -> bomb(random);
      default -> nothing(random);
    };
  }

  private static byte[] flipped(byte[] whole, SplittableRandom random, int most) {
    byte[] result = whole.clone();
    for (int i = random.nextInt(most) + 1; i > 0; i--) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  private static byte[] overwritten(byte[] whole, SplittableRandom random) {
    byte[] result = whole.clone();
    int from = random.nextInt(result.length);
    int to = Math.min(result.length, from + 1 + random.nextInt(40));
    Arrays.fill(result, from, to, (byte) (random.nextInt(3) * 127 + random.nextInt(2)));
    return result;
  }

  private static byte[] repeated(byte[] whole, SplittableRandom random) {
    int from = random.nextInt(whole.length);
    int length = random.nextInt(whole.length - from) + 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, from);
    for (int i = 0; i < 1 + random.nextInt(200); i++) {
      out.write(whole, from, length);
    }
    out.write(whole, from, whole.length - from);
    return out.toByteArray();
  }

  private static byte[] onlyBeginning(byte[] whole, SplittableRandom random) {
    byte[] result = new byte[64 + random.nextInt(4000)];
    random.nextBytes(result);
    System.arraycopy(whole, 0, result, 0, Math.min(whole.length, 4 + random.nextInt(40)));
    return result;
  }

  private static byte[] hugeSizes(String name, byte[] whole, SplittableRandom random) {
    byte[] result = whole.clone();
    ByteBuffer big = ByteBuffer.wrap(result);
    ByteBuffer little = ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN);
    int[] sizes = {65_535, 40_000, 7_000, 65_535 - random.nextInt(60_000), 0};
    int width = sizes[random.nextInt(5)];
    int height = sizes[random.nextInt(5)];
    if (name.endsWith("png")) {
      big.putInt(16, width).putInt(20, height).putInt(29, crc(result, 12, 17));
    } else if (name.endsWith("jpg")) {
      int at = 2;
      while ((result[at + 1] & 0xfc) != 0xc0 || result[at + 1] == (byte) 0xc4) {
        at += 2 + (big.getShort(at + 2) & 0xffff);
      }
      big.putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    } else if (name.endsWith("bmp")) {
      little.putInt(18, width).putInt(22, random.nextInt(2) == 0 ? height : -height);
    } else if (name.endsWith("gif")) {
      little.putShort(6, (short) width).putShort(8, (short) height);
      int frame = new String(result, StandardCharsets.ISO_8859_1).indexOf(',', 13);
      little.putShort(frame + 5, (short) width).putShort(frame + 7, (short) height);
    } else if (name.endsWith("webp")) {
      little.putInt(21, random.nextInt()).putInt(26, random.nextInt());
    } else {
      int at = little.getInt(4);
      for (int i = 0; i < little.getShort(little.getInt(4)); i++) {
        int entry = at + 2 + 12 * i;
        int tag = little.getShort(entry);
        if (tag == 256 || tag == 257) {
          little.putShort(entry + 2, (short) 4).putInt(entry + 8, tag == 256 ? width : height);
        }
      }
    }
    return result;
  }

  private static byte[] badProfile(SplittableRandom random) {
    byte[] whole = resource(random.nextInt(3) == 0 ? "rgb.jpg" : "cmyk.jpg");
    byte[] profile = new byte[random.nextInt(3000)];
    random.nextBytes(profile);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, 2);
    int length = profile.length + 16;
    out.writeBytes(new byte[] {-1, (byte) 0xe2, (byte) (length >> 8), (byte) length});
    out.writeBytes("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(profile);
    out.write(whole, 2, whole.length - 2);
    return out.toByteArray();
  }

  private static byte[] wrongChecksum(SplittableRandom random) {
    byte[] result = resource("rgb.png");
    result[
            random.nextInt(2) == 0
                ? 29 + random.nextInt(4)
                : result.length - 13 - random.nextInt(4)] ^=
        (byte) 0x55;
    return result;
  }

  /** Small files that grow when they are unpacked. */
  private static Hostile bomb(SplittableRandom random) {
    int side = random.nextInt(4) == 0 ? 7_000 : 2_000 + random.nextInt(60_000);
    int depth = random.nextInt(2) == 0 ? 8 : 16;
    int colours = new int[] {0, 2, 6}[random.nextInt(3)];
    return switch (random.nextInt(4)) {
      case 0 -> {
        // As many scans as fit into a megabyte.
        byte[] whole = resource("progressive.jpg");
        int scan = indexOfScan(whole);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(whole, 0, scan);
        for (int i = 0; i < 3_000; i++) {
          out.write(whole, scan, whole.length - 2 - scan);
        }
        byte[] made = out.toByteArray();
        int frame = new String(made, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c2");
        ByteBuffer.wrap(made).putShort(frame + 5, (short) 6_000).putShort(frame + 7, (short) 6_000);
        yield new Hostile("jpeg of many scans", "jpg", made);
      }
      case 1 -> new Hostile("png with a bomb of a text", "png", png(9, 9, 8, 2, 20_000_000, true));
      default ->
          new Hostile("png of zeros", "png", png(side, side, depth, colours, 20_000_000, false));
    };
  }

  private static int indexOfScan(byte[] jpeg) {
    return new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
  }

  /** A PNG whose pixels, or whose comment, are so many zeros. */
  private static byte[] png(
      int width, int height, int depth, int colours, long most, boolean comment) {
    ByteBuffer head = ByteBuffer.allocate(13).putInt(width).putInt(height);
    head.put(new byte[] {(byte) depth, (byte) colours, 0, 0, 0});
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, "IHDR", head.array());
    int samples = colours == 0 ? 1 : colours == 2 ? 3 : 4;
    long bytes = Math.min(most, height * (1L + (long) width * samples * depth / 8));
    if (comment) {
      byte[] zeros = zeros(most);
      byte[] text = new byte[zeros.length + 6];
      System.arraycopy("text\0\0".getBytes(StandardCharsets.US_ASCII), 0, text, 0, 6);
      System.arraycopy(zeros, 0, text, 6, zeros.length);
      chunk(out, "zTXt", text);
    }
    chunk(out, "IDAT", zeros(bytes));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] zeros(long count) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      byte[] block = new byte[1 << 16];
      for (long left = count; left > 0; left -= block.length) {
        deflater.write(block, 0, (int) Math.min(left, block.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String kind, byte[] data) {
    byte[] whole = new byte[data.length + 4];
    System.arraycopy(kind.getBytes(StandardCharsets.US_ASCII), 0, whole, 0, 4);
    System.arraycopy(data, 0, whole, 4, data.length);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(whole);
    out.writeBytes(ByteBuffer.allocate(4).putInt(crc(whole, 0, whole.length)).array());
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static Hostile nothing(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Hostile("empty", "png", new byte[0]);
      case 1 -> new Hostile("zeros", "jpg", new byte[random.nextInt(5_000)]);
      case 2 ->
          new Hostile("text", "gif", "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8));
      default -> {
        byte[] noise = new byte[random.nextInt(5_000)];
        random.nextBytes(noise);
        yield new Hostile("noise", "webp", noise);
      }
    };
  }

  static byte[] resource(String name) {
    try (InputStream in = HostileImages.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
