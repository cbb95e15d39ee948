// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fovea.report.Runs;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Calibration;
import dev.fovea.train.metric.Confusion;
import dev.fovea.train.metric.Predictions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code -Dplots.to=FOLDER} the pictures are kept, to be looked at. */
class PlotsTest {
  private static final String KEEP = System.getProperty("plots.to");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 40, 300})
  void areDrawnForAnyNumberOfClasses(int classes) throws IOException {
    List<String> labels =
        IntStream.range(0, classes)
            .mapToObj(c -> c % 7 == 3 ? "a class <with> a \"very\" long name " + c : "class " + c)
            .toList();
    Map<String, byte[]> plots =
        Plots.of(Runs.lenet(6, 10), Assessment.of(predictions(classes)), labels);
    assertThat(plots)
        .containsOnlyKeys("lr", "confusion", "confusion-normalised", "classes", "calibration");
    for (Map.Entry<String, byte[]> plot : plots.entrySet()) {
      if (KEEP != null) {
        Files.write(Path.of(KEEP, plot.getKey() + classes + ".png"), plot.getValue());
      }
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(plot.getValue()));
      assertThat(image.getWidth()).as(plot.getKey()).isBetween(600, 2200);
      assertThat(image.getHeight()).as(plot.getKey()).isBetween(200, 1400);
      assertThat(colours(image)).as(plot.getKey()).isGreaterThan(3);
    }
  }

  /** A dataset of a hundred breeds; names that a machine may have no glyphs for. */
  @Test
  void classesAreToldApartByWhatIsShown() {
    String long1 = "a very long beginning that all the classes have in common, number ";
    Set<String> shown = new HashSet<>();
    for (int c = 0; c < 100; c++) {
      String name = ClassNames.fitting(long1 + c, c, 116);
      assertThat(name).startsWith("a very").endsWith("\u2026 " + c);
      assertThat(ClassNames.width(name)).isLessThanOrEqualTo(116);
      shown.add(name);
    }
    assertThat(shown).hasSize(100);
    assertThat(ClassNames.fitting("cat", 3, 116)).isEqualTo("cat");
    // A code point that is no character has no glyph anywhere.
    assertThat(ClassNames.fitting("x\ufdd0", 3, 116)).isEqualTo("#3");
    assertThat(ClassNames.fitting(" ", 4, 116)).isEqualTo("#4");
    // What is a number of another class is told from it by its own.
    assertThat(ClassNames.fitting("#1", 0, 116)).isEqualTo("#1\u2026 0");
    assertThat(ClassNames.fitting("a\u2026 1", 0, 116)).isEqualTo("a\u2026 1\u2026 0");
    assertThat(ClassNames.fitting("#1a", 0, 116)).isEqualTo("#1a");
    assertThat(ClassNames.fitting("\ud83d\ude00".repeat(90), 5, 50)).matches("#5|.*\u2026 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"class of one common long beginning ", "\u732b\u306e\u540d\u524d ", "c"})
  void areDrawnForAnyNames(String beginning) throws IOException {
    List<String> labels = IntStream.range(0, 20).mapToObj(c -> beginning + c).toList();
    Assessment found = Assessment.of(predictions(20));
    for (Map.Entry<String, byte[]> plot : Plots.of(Runs.lenet(6, 10), found, labels).entrySet()) {
      assertThat(plot.getValue()).as(plot.getKey()).isNotEmpty();
      if (KEEP != null) {
        String file = plot.getKey() + "-names" + beginning.length() + ".png";
        Files.write(Path.of(KEEP, file), plot.getValue());
      }
    }
  }

  @Test
  void aClassThatDoesNotOccurHasNoBars() throws IOException {
    List<String> labels = IntStream.range(0, 20).mapToObj(c -> "class " + c).toList();
    int[][] counts = new int[20][20];
    for (int c = 0; c < 10; c++) {
      counts[c][c / 2] = 3;
    }
    BufferedImage some = ClassBars.of(new Confusion(counts), labels);
    counts =
        Arrays.stream(counts).limit(10).map(row -> Arrays.copyOf(row, 10)).toArray(int[][]::new);
    BufferedImage all = ClassBars.of(new Confusion(counts), labels.subList(0, 10));
    assertThat(some.getWidth()).isEqualTo(all.getWidth());
    if (KEEP != null) {
      Files.write(Path.of(KEEP, "classes-some.png"), Look.png(some));
    }
  }

  /** A point in a corner shows as many of its pixels as one in the middle. */
  @ParameterizedTest
  @CsvSource({"0.12, 0.95", "0.95, 0.05", "0.05, 0.05"})
  void noPointOfACalibrationIsCovered(double confidence, double accuracy) {
    assertThat(points(confidence, accuracy)).isCloseTo(points(0.5, 0.3), withinPercentage(10));
  }

  private static long points(double confidence, double accuracy) {
    BufferedImage image =
        CalibrationPlot.of(
            new Calibration(List.of(new Calibration.Bin(0, 1, 1, confidence, accuracy))));
    int left = image.getWidth() / 2;
    int[] pixels = image.getRGB(0, 0, left, image.getHeight(), null, 0, left);
    return IntStream.of(pixels).filter(pixel -> pixel == Look.TRAIN.getRGB()).count();
  }

  private static Predictions predictions(int classes) {
    Random random = new Random(classes);
    int images = 4 * classes + 100;
    float[] logits = new float[images * classes];
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = random.nextInt(classes);
      for (int c = 0; c < classes; c++) {
        logits[i * classes + c] = (float) random.nextGaussian() + (c == labels[i] ? 2.5f : 0);
      }
    }
    return new Predictions(logits, labels, classes);
  }

  private static long colours(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(pixels).distinct().count();
  }
}
