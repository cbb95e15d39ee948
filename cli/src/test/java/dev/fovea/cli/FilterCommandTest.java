// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge detectors of the study notes on matrices and pictures. */
class FilterCommandTest {
  private static final String NOTES =
      """
      # the 6x6 image of the notes
      3 0 1 2 7 4
      1 5 8 9 3 1
      2 7 2 5 1 3

      0,1,3,1,7,8
      4; 2; 1; 6; 2; 8
      2\t4\t5\t2\t3\t9
      """;

  @TempDir Path folder;

  /** W18: a layer correlates; the mathematician's convolution of this kernel is the negative. */
  @ParameterizedTest
  @ValueSource(strings = {"onednn", "reference"})
  void verticalEdgesOfTheNotes(String backend) throws IOException {
    String matrix = file("notes.txt", NOTES);
    Run layer = Run.fovea("filter", matrix, "--kernel", "vertical", "--backend", backend);
    assertThat(layer.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly("-5 -4 0 8", "-10 -2 2 3", "0 -2 -4 -7", "-3 -2 -3 -16");
    assertThat(values("notes.txt", "vertical", "--convolution", "--backend", backend))
        .isEqualTo("5 4 0 -8/10 2 -2 -3/0 2 4 7/3 2 3 16");
  }

  /** W19, W20 (same padding keeps the size) and stride. */
  @Test
  void aStepIsAnEdge() throws IOException {
    file("step.txt", "10 10 10 0 0 0\n".repeat(6));
    assertThat(values("step.txt", "vertical")).isEqualTo("0 30 30 0" + "/0 30 30 0".repeat(3));
    assertThat(values("step.txt", "horizontal")).isEqualTo("0 0 0 0" + "/0 0 0 0".repeat(3));
    file("marked.txt", "\uFEFF" + "10 10 10 0 0 0\n".repeat(6));
    assertThat(values("marked.txt", "vertical")).isEqualTo(values("step.txt", "vertical"));
    file("mirrored.txt", "0 0 0 10 10 10\n".repeat(6));
    assertThat(values("mirrored.txt", "vertical"))
        .isEqualTo("0 -30 -30 0" + "/0 -30 -30 0".repeat(3));
    assertThat(values("step.txt", "vertical", "--padding", "same").split("/")).hasSize(6);
    assertThat(values("step.txt", "vertical", "--stride", "2")).isEqualTo("0 30/0 30");
  }

  /** W56: a column of blur and a row of difference are Sobel's kernel. */
  @Test
  void sobelIsSeparable() throws IOException {
    file("notes.txt", NOTES);
    file("blur.txt", "1\n2\n1\n");
    file("difference.txt", "-1 0 1\n");
    String blurred = values("notes.txt", folder.resolve("blur.txt").toString());
    file("blurred.txt", blurred.replace('/', '\n'));
    assertThat(values("blurred.txt", folder.resolve("difference.txt").toString()))
        .isEqualTo(values("notes.txt", "sobel_x"));
  }

  @Test
  void everyKernelButTheNotesOwnAnswersAConstantWithNothing() throws IOException {
    file("flat.txt", "7 7 7\n".repeat(3));
    for (String kernel :
        "sobel_x sobel_y prewitt_x prewitt_y scharr_x scharr_y laplacian vertical horizontal"
            .split(" ")) {
      assertThat(values("flat.txt", kernel)).as(kernel).isEqualTo("0");
    }
    file("slope.txt", "0 1 2\n".repeat(3));
    assertThat(values("slope.txt", "sobel_x")).isEqualTo("8");
    assertThat(values("slope.txt", "prewitt_x")).isEqualTo("6");
    assertThat(values("slope.txt", "scharr_x")).isEqualTo("32");
    assertThat(values("slope.txt", "sobel_y")).isEqualTo("0");
  }

  /** M39: one colour at a time, by zeros in the other slices of the kernel. */
  @Test
  void aPictureIsFilteredByColour() throws IOException {
    BufferedImage picture = new BufferedImage(8, 5, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 40; i++) {
      picture.setRGB(i % 8, i / 8, i % 8 < 4 ? 0x640000 : 0x00000a);
    }
    Path file = folder.resolve("edge.png");
    ImageIO.write(picture, "png", file.toFile());
    Path png = folder.resolve("out.png");

    String[] call = {
      "filter", file.toString(), "--kernel", "prewitt_x", "--out", png.toString(), "--json"
    };
    var all = Run.fovea(call).json();
    assertThat(all.get("least").asDouble()).isEqualTo(3 * (10 - 100));
    assertThat(all.get("most").asDouble()).isZero();
    assertThat(levels(png)).containsExactly(255, 255, 0, 0, 255, 255);

    String[] red = append(call, "--channel", "r");
    assertThat(Run.fovea(red).json().get("least").asDouble()).isEqualTo(-300);
    String[] blue = append(call, "--channel", "B");
    assertThat(Run.fovea(blue).json().get("most").asDouble()).isEqualTo(30);
    assertThat(levels(png)).containsExactly(0, 0, 255, 255, 0, 0);
    String[] green = append(call, "--channel", "g");
    assertThat(Run.fovea(green).json().get("most").asDouble()).isZero();
  }

  @Test
  void bothSignsAreDrawnAroundAMiddleGrey() throws IOException {
    String matrix = file("wave.txt", "0 0 1 0 0 0\n".repeat(3));
    String png = folder.resolve("wave.png").toString();
    Run run = Run.fovea("filter", matrix, "--kernel", "prewitt_x", "--out", png);
    assertThat(run.out())
        .contains("4 x 1 pixels, values -3 to 3; black is -3, white is 3, the grey in the middle");
    assertThat(levels(Path.of(png))).containsExactly(255, 128, 0, 128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          words.txt --kernel sobel_x             | words.txt:2: 'two' is not a number
          ragged.txt --kernel sobel_x            | ragged.txt:3: 1 numbers, the rows above have 2
          empty.txt --kernel sobel_x             | empty.txt holds no numbers
          endless.txt --kernel sobel_x           | endless.txt:1: Infinity is not finite
          bytes.bin --kernel sobel_x             | bytes.bin is neither a PNG or JPEG image nor a text file
          broken.png --kernel sobel_x            | broken.png
          small.txt --kernel sobel_x             | Conv2d: input [1,1,2,2] is too small
          missing.txt --kernel sobel_x           | missing.txt does not exist or is not a file
          small.txt --kernel sobel               | unknown kernel 'sobel'; did you mean sobel_x, sobel_y?
          small.txt --kernel none.txt            | none.txt is not a file
          small.txt --kernel words.txt           | words.txt:2: 'two' is not a number
          small.txt --kernel sobel_x --channel r | --channel: small.txt is a matrix and has no colours
          small.txt --kernel sobel_x --channel x | invalid value for option '--channel'
          small.txt --kernel sobel_x --stride 0  | --stride is 0, expected 1 to 65536
          small.txt --kernel sobel_x --padding 1 --out small.txt | --out would replace the picture itself
          small.txt --kernel sobel_x --padding 1 --out m3.jpg | --out is m3.jpg, and filter writes a PNG; give a name that ends with .png
          small.txt --kernel sobel_x --padding 1 --out no/such.png | cannot write no/such.png
          """)
  void mistakesAreAnsweredInOneLine(String arguments, String message) throws IOException {
    file("words.txt", "1 2\n1 two\n");
    file("ragged.txt", "1 2\n\n3\n");
    file("empty.txt", "# nothing\n\n");
    file("endless.txt", "Infinity\n");
    file("small.txt", "1 2\n3 4\n");
    Files.write(folder.resolve("bytes.bin"), new byte[] {1, (byte) 0xc3, 2, 3});
    Files.write(folder.resolve("broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0});
    String[] words = ("filter " + arguments.strip()).split(" +");
    for (int i = 1; i < words.length; i++) {
      words[i] = words[i].matches(".*\\.(txt|bin|png)") ? folder.resolve(words[i]) + "" : words[i];
    }
    Run run = Run.fovea(words);
    assertThat(run.err().replace(folder + "/", ""))
        .startsWith("fovea: ")
        .contains(message.strip())
        .containsOnlyOnce("\n");
    assertThat(run.exit()).isIn(1, 2);
  }

  private String values(String name, String kernel, String... more) {
    String[] call = {"filter", folder.resolve(name).toString(), "--kernel", kernel, "--json"};
    Run run = Run.fovea(append(call, more));
    assertThat(run.err()).isEmpty();
    return run.json()
        .get("values")
        .valueStream()
        .map(
            row ->
                row.valueStream()
                    .map(cell -> cell.asString().replaceFirst("\\.0$", ""))
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("/"));
  }

  private static String[] append(String[] call, String... more) {
    return java.util.stream.Stream.of(call, more)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }

  /** Grey levels of the first row. */
  private static int[] levels(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    return image.getRaster().getSamples(0, 0, image.getWidth(), 1, 0, (int[]) null);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
