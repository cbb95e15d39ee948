// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG files of a camera's kind that miss a part; Pillow refuses all that just end. */
class CutJpegTest {
  private static final Path NAME = Path.of("cut.jpg");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesFilesThatEndInsideTheirPixels(boolean progressive) throws IOException {
    byte[] whole = jpeg(progressive);
    int scan = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da") + 12;
    for (int percent : new int[] {20, 50, 80, 96}) {
      byte[] cut = Arrays.copyOf(whole, scan + (whole.length - scan) * percent / 100);
      refuses(cut, ": the image is cut short; get the file again");
      // Some programs close what they have cut; it may end inside a table then.
      refuses(closed(cut), "");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesFilesWithoutTheirEndMarker(boolean progressive) throws IOException {
    byte[] whole = jpeg(progressive);
    refuses(Arrays.copyOf(whole, whole.length - 2), ": the image is cut short");
    refuses(Arrays.copyOf(whole, whole.length - 1), ": the image is cut short");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesWholeFilesWithMoreBehindThem(boolean progressive) throws IOException {
    byte[] whole = jpeg(progressive);
    try (ImageFiles images = new ImageFiles()) {
      Picture picture = images.decode(NAME, whole);
      assertThat(picture.shape()).isEqualTo(new ImageShape(3, 110, 130));
      byte[] longer = Arrays.copyOf(whole, whole.length + 5_000);
      assertThat(images.decode(NAME, longer).samples()).isEqualTo(picture.samples());
    }
  }

  private static void refuses(byte[] content, String message) {
    try (ImageFiles images = new ImageFiles()) {
      assertThatThrownBy(() -> images.decode(NAME, content))
          .as("%d bytes", content.length)
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("cut.jpg" + message);
    }
  }

  private static byte[] closed(byte[] cut) {
    byte[] closed = Arrays.copyOf(cut, cut.length + 2);
    closed[cut.length] = -1;
    closed[cut.length + 1] = (byte) 0xd9;
    return closed;
  }

  /** A picture of noise on a slope, so that every part of the file counts. */
  private static byte[] jpeg(boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(130, 110, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    for (int y = 0; y < 110; y++) {
      for (int x = 0; x < 130; x++) {
        image.setRGB(x, y, (x << 16) | (2 * y << 8) | random.nextInt(256));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
