// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF files of few tags, and such that are damaged. */
class TiffTagsTest {
  private static final int LONG = 4;

  @TempDir private Path folder;

  private ImageFiles.Inspected read(byte[] content) {
    try (ImageFiles images = new ImageFiles()) {
      return images.inspect(Files.write(folder.resolve("x.tif"), content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Grey, 3 x 2 pixels, uncompressed, each row in whole bytes; all tags of one type. */
  static byte[] tiff(int type, int bits, int format, int orientation) {
    int held = 2 * ((3 * bits + 7) / 8);
    int[][] tags = {
      {256, 3},
      {257, 2},
      {258, bits},
      {259, 1},
      {262, 1},
      {273, 200},
      {274, orientation},
      {277, 1},
      {278, 2},
      {279, held},
      {339, format}
    };
    ByteBuffer tiff = ByteBuffer.allocate(200 + held).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    tiff.putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) type).putInt(1).putInt(tag[1]);
    }
    tiff.position(200);
    while (tiff.hasRemaining()) {
      tiff.put((byte) (tiff.position() * 7));
    }
    return tiff.array();
  }

  @ParameterizedTest
  @CsvSource({
    "8, 2, holds signed samples of 8 bits; convert it to 8 or 16 bits without a sign",
    "16, 2, holds signed samples of 16 bits; convert it",
    "32, 2, holds signed samples of 32 bits; convert it",
    "32, 1, holds samples of 32 bits; convert it to 8 or 16 bits a sample",
    "32, 3, 'holds fractions, not whole numbers; convert it to 8 or 16 bits a sample'"
  })
  void samplesThatAreNoBrightnessAreRefused(int bits, int format, String message) {
    assertThatThrownBy(() -> read(tiff(LONG, bits, format, 1)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("x.tif " + message);
  }

  @ParameterizedTest
  @CsvSource({"8, grey", "16, grey 16-bit"})
  void othersAreRead(int bits, String mode) {
    ImageFiles.Inspected found = read(tiff(LONG, bits, 1, 1));
    assertThat(found.mode()).isEqualTo(mode);
    assertThat(found.picture().shape()).isEqualTo(new ImageShape(1, 2, 3));
    int first = bits == 8 ? 200 : 201;
    assertThat(found.picture().samples()[0]).isEqualTo((byte) (first * 7));
  }

  @ParameterizedTest
  @CsvSource({"10, grey 10-bit", "12, grey 12-bit", "14, grey 14-bit"})
  void samplesOfAnyDepthGoFromBlackToWhite(int bits, String mode) {
    byte[] tiff = tiff(LONG, bits, 1, 1);
    // The first row in bits: white, black, then a one and zeros.
    int row = (3 * bits + 7) / 8;
    BigInteger ones = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    BigInteger samples =
        ones.shiftLeft(2 * bits)
            .or(BigInteger.ONE.shiftLeft(bits - 1))
            .shiftLeft(8 * row - 3 * bits);
    byte[] packed = samples.toByteArray();
    System.arraycopy(packed, packed.length - row, tiff, 200, row);
    ImageFiles.Inspected found = read(tiff);
    assertThat(found.mode()).isEqualTo(mode);
    assertThat(found.picture().samples()).startsWith(-1, 0, -128);
  }

  @Test
  void samplesInTooLargeARasterGoFromBlackToWhite() {
    ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
    ColorModel colours =
        new ComponentColorModel(
            grey, new int[] {6}, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 3, 1, 1, null);
    raster.setSamples(0, 0, 3, 1, 0, new int[] {63, 0, 32});
    BufferedImage image = new BufferedImage(colours, raster, false, null);
    assertThat(ColourSamples.read(Path.of("x.tif"), image, false).samples())
        .containsExactly(255, 0, 32 * 255 / 63);
  }

  @ParameterizedTest
  @CsvSource({"3", "4"})
  void anOrientationMayBeShortOrLong(int type) {
    ImageFiles.Inspected found = read(tiff(type, 8, 1, 6));
    assertThat(found.orientation()).isEqualTo(6);
    assertThat(found.picture().shape()).isEqualTo(new ImageShape(1, 3, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bilevel-g4.tif", "rgb-raw.tif"})
  void pixelsBehindTheEndAreRefusedWhateverTheCompression(String name) {
    byte[] whole = HostileImages.resource(name);
    TiffTags tags = new TiffTags(ByteBuffer.wrap(whole));
    assertThat(tags.isCut()).isFalse();
    int strip = tags.first(273, 0);
    // More bytes are claimed, rather than the file cut, for its tags may lie at its end.
    ByteBuffer tiff = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tiff.getShort(tiff.getInt(4)); i++) {
      int entry = tiff.getInt(4) + 2 + 12 * i;
      if (tiff.getShort(entry) == 279) {
        tiff.putShort(entry + 2, (short) LONG).putInt(entry + 4, 1);
        tiff.putInt(entry + 8, whole.length - strip + 1);
      }
    }
    assertThatThrownBy(() -> read(whole))
        .hasMessageEndingWith("x.tif: the image is cut short; get the file again");
  }

  @ParameterizedTest
  @CsvSource({"1, 127 200 0", "2, 60 200 10", "0, 60 200 10"})
  void alphaIsDividedOutOfColoursThatItIsIn(int extra, String red) {
    int[][] tags = {
      {256, 3},
      {257, 1},
      {258, 8},
      {259, 1},
      {262, 2},
      {273, 200},
      {277, 4},
      {278, 1},
      {279, 12},
      {284, 1},
      {338, extra}
    };
    ByteBuffer tiff = ByteBuffer.allocate(212).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    tiff.putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) LONG).putInt(1).putInt(tag[1]);
    }
    // Four depths lie elsewhere.
    tiff.putShort(10 + 24 + 2, (short) 3).putInt(10 + 24 + 4, 4).putInt(10 + 24 + 8, 180);
    tiff.putLong(180, 0x0008_0008_0008_0008L);
    byte[][] pixels = {{60, 5, 7, 120}, {(byte) 200, 0, 0, (byte) 255}, {10, 3, 2, 0}};
    tiff.position(200);
    for (byte[] pixel : pixels) {
      tiff.put(pixel);
    }
    byte[] samples = read(tiff.array()).picture().samples();
    assertThat(Stream.of(red.split(" ")).map(Integer::valueOf).toList())
        .containsExactly(samples[0] & 0xff, samples[1] & 0xff, samples[2] & 0xff);
  }

  @Test
  void damageIsToldInWordsForPeople() {
    for (String name : new String[] {"jpeg.tif", "rgb-tiff_lzw.tif", "rgb-packbits.tif"}) {
      byte[] whole = HostileImages.resource(name);
      for (int percent : new int[] {10, 30, 60, 90, 99}) {
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length * percent / 100)))
            .as("%d %% of %s", percent, name)
            .isInstanceOf(FoveaException.class)
            .hasMessageContaining("x.tif")
            .hasMessageContaining("cut short")
            .hasMessageNotContaining("java")
            .hasMessageNotContaining("index");
      }
    }
  }
}
