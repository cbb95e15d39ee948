// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.Padding;
import dev.fovea.cli.option.PngFile;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.formats.FileFailure;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea filter}: a kernel over a picture or a matrix. */
@Command(
    name = "filter",
    header = "Put a kernel over a picture or a matrix.",
    description = {
      "Puts a kernel over a picture, and writes a PNG; or over a text file with a matrix, and prints"
          + " the result.",
      "A colour picture is filtered as the study notes do it: the kernel is the same for red, green"
          + " and blue, and the three are added. With --channel the other two do not count."
    })
public final class FilterCommand implements Runnable {
  @Mixin private Output output;
  @Mixin private BackendOption backend;
  @Mixin private Threads threads;

  @Parameters(
      paramLabel = "IMAGE",
      description = "A PNG or JPEG file, or a text file with a row of numbers in each line.")
  private Path image;

  @Option(
      names = "--kernel",
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "sobel_x, sobel_y, prewitt_x, prewitt_y, scharr_x, scharr_y, laplacian, vertical,"
              + " horizontal, or a text file with a matrix.")
  private String kernel;

  /** The colour that counts. */
  enum Channel {
    R,
    G,
    B
  }

  @Option(names = "--channel", paramLabel = "r|g|b", description = "Only this colour counts.")
  private Channel channel;

  @Option(names = "--stride", paramLabel = "S", defaultValue = "1", description = "Default: 1.")
  private int stride;

  @Option(
      names = "--padding",
      paramLabel = "valid|same|N",
      defaultValue = "valid",
      converter = Padding.Text.class,
      description = "Zeros around the input; default: valid, which is none.")
  private Padding padding;

  @Option(
      names = "--convolution",
      description =
          "Turn the kernel by half a turn first, as mathematicians do; layers of networks do not.")
  private boolean convolution;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      description = "Default for a picture: its name and the kernel's, in this folder.")
  private Path out;

  /**
   * The result.
   *
   * @param values row by row; null for a picture
   * @param png null when none was written
   * @param black the value that is black in the PNG; null without one
   */
  record Filtered(
      String image,
      String kernel,
      int height,
      int width,
      float least,
      float most,
      List<List<Float>> values,
      String png,
      Float black,
      Float white) {}

  /** Samples of the input, channel by channel. */
  private record Samples(float[] values, int channels, int height, int width, boolean picture) {}

  @Override
  public void run() {
    UsageException.require(
        stride >= 1 && stride <= 65_536, "--stride is %d, expected 1 to 65536", stride);
    Matrix weights = EdgeKernel.named(kernel);
    weights = convolution ? weights.flipped() : weights;
    Samples x = isPicture() ? picture() : matrix();
    Path png = out == null && x.picture ? standardName() : out;
    UsageException.require(
        png == null || !png.toAbsolutePath().equals(image.toAbsolutePath()),
        "--out would replace the picture itself; choose another name");
    PngFile.require(out, "filter writes a PNG");
    Window window = padding.on(Window.of(weights.height(), weights.width()).stride(stride));
    Matrix y =
        new Correlation(window, backend.backend(), threads.count())
            .of(x.values, x.channels, x.height, x.width, deep(weights, x.channels));
    GreyScale scale = GreyScale.of(y);
    if (png != null) {
      scale.write(y, png);
    }
    Filtered result =
        new Filtered(
            image.toString(),
            kernel,
            y.height(),
            y.width(),
            y.least(),
            y.most(),
            x.picture ? null : y.rows(),
            png == null ? null : png.toString(),
            png == null ? null : scale.black(),
            png == null ? null : scale.white());
    output.print(() -> result, to -> print(result, scale, y, to));
  }

  private boolean isPicture() {
    FoveaException.check(Files.isRegularFile(image), "%s does not exist or is not a file", image);
    try (InputStream stream = Files.newInputStream(image)) {
      int first = stream.read();
      return first == 0x89 || first == 0xff;
    } catch (IOException e) {
      throw FileFailure.of("read", image, e);
    }
  }

  private Samples picture() {
    try (ImageFiles files = new ImageFiles()) {
      Picture picture = files.read(image);
      UsageException.require(
          channel == null || picture.shape().channels() == 3,
          "--channel: %s is grey and has no colours",
          image);
      byte[] bytes = picture.samples();
      float[] values = new float[bytes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes[i] & 0xff;
      }
      return new Samples(
          values,
          picture.shape().channels(),
          picture.shape().height(),
          picture.shape().width(),
          true);
    }
  }

  private Samples matrix() {
    UsageException.require(channel == null, "--channel: %s is a matrix and has no colours", image);
    Matrix matrix = Matrix.read(image);
    return new Samples(matrix.values(), 1, matrix.height(), matrix.width(), false);
  }

  /** The kernel for every channel, zeros for those that do not count. */
  private float[] deep(Matrix weights, int channels) {
    int size = weights.values().length;
    float[] deep = new float[channels * size];
    for (int c = 0; c < channels; c++) {
      if (channel == null || channel.ordinal() == c) {
        System.arraycopy(weights.values(), 0, deep, c * size, size);
      }
    }
    return deep;
  }

  private Path standardName() {
    return Path.of(stem(image) + "-" + stem(Path.of(kernel)) + ".png");
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  private static void print(Filtered result, GreyScale scale, Matrix y, PrintWriter to) {
    if (result.values != null) {
      printMatrix(y, to);
    }
    if (result.png != null) {
      to.println(
          "%s: %d x %d pixels, values %s to %s; %s"
              .formatted(
                  result.png,
                  result.width,
                  result.height,
                  Matrix.text(result.least),
                  Matrix.text(result.most),
                  scale));
    }
  }

  private static void printMatrix(Matrix y, PrintWriter to) {
    List<List<String>> rows =
        y.rows().stream().map(row -> row.stream().map(Matrix::text).toList()).toList();
    int widest = rows.stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0);
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      row.forEach(cell -> line.append(" ".repeat(widest - cell.length())).append(cell).append(' '));
      to.println(line.toString().stripTrailing());
    }
  }
}
