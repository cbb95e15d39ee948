// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.folder.RunState.Row;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code -Dplots.to=FOLDER} the pictures are kept, to be looked at. */
class ComparisonPlotTest {
  private static final String KEEP = System.getProperty("plots.to");

  private static ComparisonPlot.Entry run(int i) {
    String name = "sweep_resnet_lr_0.%03d_wd_5e-4_batch_128_momentum_0.9_seed_1".formatted(i);
    List<Row> history =
        IntStream.rangeClosed(1, 6)
            .mapToObj(e -> new Row(e, 1, 0.5, 2.0 / e + i / 40.0, 0.9 - 0.5 / e, 100, 1))
            .toList();
    String watched = i % 2 == 0 ? "test" : "validation";
    return new ComparisonPlot.Entry(
        name, watched, history, Optional.of(0.8 + i / 1000.0), 1_000_000L * (i + 1));
  }

  /** The title is where a legend that is too high would be first. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 30, 90})
  void everyRunHasItsRowBelowTheTitle(int runs) throws IOException {
    List<ComparisonPlot.Entry> entries =
        IntStream.range(0, runs).mapToObj(ComparisonPlotTest::run).toList();
    keep("curves" + runs, ComparisonPlot.curves(entries), 1100);
    keep("macs" + runs, ComparisonPlot.accuracyAgainstMacs(entries), 800);
  }

  private static void keep(String name, byte[] png, int width) throws IOException {
    if (KEEP != null) {
      Files.write(Path.of(KEEP, "compare-" + name + ".png"), png);
    }
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo((int) (width * Look.SCALE));
    int title = (int) (Look.titleHeight() * Look.SCALE);
    int right = image.getWidth() * 3 / 4;
    int below = image.getHeight() - (int) (Look.AXIS * Look.SCALE);
    int[] corners =
        image.getRGB(right, 0, image.getWidth() - right, title, null, 0, image.getWidth());
    assertThat(IntStream.of(corners).filter(pixel -> pixel != 0 && pixel != 0xffffffff)).isEmpty();
    int[] feet =
        image.getRGB(image.getWidth() - 200, below, 200, image.getHeight() - below, null, 0, 200);
    assertThat(feet).containsOnly(0xffffffff);
  }

  @Test
  void aLongNameIsCutWhereItIsLikeTheOthers() {
    List<String> runs = IntStream.range(0, 30).mapToObj(i -> run(i).name()).toList();
    List<String> shown = RunNames.fitting(runs, 220);
    assertThat(shown).doesNotHaveDuplicates();
    assertThat(shown.get(16)).startsWith("\u202616_wd_").endsWith("seed_1");
    assertThat(shown).allMatch(name -> ClassNames.width(name) <= 220);
    assertThat(RunNames.fitting(List.of("a", "b" + runs.get(0)), 220).get(0)).isEqualTo("a");

    String end = "m".repeat(60);
    List<String> middles = List.of("a" + end + "1" + end, "b" + end, "a" + end + "2" + end);
    assertThat(RunNames.fitting(middles, 220))
        .allMatch(name -> ClassNames.width(name) <= 220)
        .satisfies(names -> assertThat(names.get(0)).matches("am+\u20261\u2026m+"))
        .satisfies(names -> assertThat(names.get(1)).matches("bm+\u2026m+"))
        .satisfies(names -> assertThat(names.get(2)).matches("am+\u20263\u2026m+"));
    assertThat(RunNames.fitting(List.of(end), 220).get(0)).matches("m+\u2026m+");
    assertThat(RunNames.fitting(List.of("one", "one/one"), 220)).containsExactly("one", "one/one");
  }
}
