// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.Runs;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Predictions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
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
