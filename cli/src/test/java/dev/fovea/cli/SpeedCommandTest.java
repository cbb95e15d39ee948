// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SpeedCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void paint() throws IOException {
    for (int i = 0; i < 12; i++) {
      Path file = folder.resolve("set/" + (i % 2 == 0 ? "even" : "odd") + "/" + i + ".jpg");
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(40 + i, 30, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, i, 0xffffff);
      ImageIO.write(image, "jpg", file.toFile());
    }
  }

  private Run speed(String... options) {
    String[] line = {"data", "speed", folder.resolve("set").toString()};
    return Run.fovea(Stream.concat(Stream.of(line), Stream.of(options)).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "1, 5", "3, 5"})
  void theFiguresAreOfTheImagesAskedFor(int threads, int batch) {
    JsonNode r =
        speed(
                "--json",
                "--seconds",
                "0.02",
                "--images",
                "7",
                "--size",
                "20",
                "--resize-mode",
                "crop",
                "--loader-threads",
                "" + threads,
                "--batch",
                "" + batch)
            .json();
    assertThat(r.get("images").asInt()).isEqualTo(7);
    assertThat(r.get("fileBytes").asLong()).isBetween(300L, 2_000L);
    assertThat(r.get("resizing").asString()).isEqualTo("crop, bilinear");
    assertThat(r.get("loaderThreads").asInt()).isEqualTo(threads);
    for (String source : new String[] {"files", "packed"}) {
      JsonNode rate = r.get(source);
      assertThat(rate.get("epochs").asInt()).isGreaterThanOrEqualTo(3);
      assertThat(rate.get("imagesPerSecond").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(rate.get("bestImagesPerSecond").asDouble());
    }
  }

  @Test
  void theTableNamesBothSources() {
    assertThat(speed("--size", "16", "--seconds", "0.02").out())
        .contains("set: 12 images of ", "to 16 x 16 (stretch, bilinear), 1 loader thread\n")
        .containsPattern("\nfiles +[0-9,]+ ")
        .containsPattern("\nmemory +[0-9,]+ ");
  }

  @Test
  void anImageThatCannotBeReadIsNamed() throws IOException {
    Path bad = Files.write(folder.resolve("set/even/zz.jpg"), new byte[] {1, 2, 3});
    Run run = speed();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("fovea: " + bad + " is not an image").containsOnlyOnce("\n");
  }

  @Test
  void whatDoesNotFitIntoMemoryIsSaidBefore() throws IOException {
    long half = Runtime.getRuntime().maxMemory() / 2;
    int most = (int) (half / (3L * 4096 * 4096));
    for (int i = 0; i <= most; i++) {
      Files.copy(folder.resolve("set/odd/1.jpg"), folder.resolve("set/odd/copy" + i + ".jpg"));
    }
    Run run = speed("--size", "4096", "--images", "1000000");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("fovea: %d images of 4096 x 4096 take ".formatted(most + 13));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --size 0            | --size is 0, expected 1 to 4096
          --batch 0           | --batch is 0, expected 1 to
          --images 0          | --images is 0, expected 1 to
          --loader-threads -1 | --loader-threads is -1, expected 0 to 256
          --seconds NaN       | --seconds is NaN, expected up to 3600
          --resize-mode fold  | invalid value for option '--resize-mode'
          """)
  void aWrongOptionIsAnsweredAtOnce(String options, String message) {
    Run run = speed(options.strip().split(" "));
    assertThat(run.err()).startsWith("fovea: " + message).containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(2);
  }
}
