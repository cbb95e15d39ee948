// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.report.Runs;
import dev.fovea.report.plot.Curves.Point;
import dev.fovea.report.plot.Curves.Snapshot;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.file.Folders;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Limits;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code -Dplots.to=FOLDER} the pictures are kept, to be looked at. */
class CurvesTest {
  private static final String KEEP = System.getProperty("plots.to");

  @TempDir Path folder;

  /** Notes W61, and the epochs of fewer than five steps that their formula cannot take. */
  @ParameterizedTest
  @CsvSource({"235, 5", "469, 6", "2143, 6", "4, 4", "1, 1", "5, 5"})
  void pointsPerEpoch(int steps, long points) {
    assertThat(IntStream.rangeClosed(1, steps).filter(s -> Curves.marks(s, steps)).count())
        .isEqualTo(points);
    assertThat(Curves.marks(steps, steps)).isTrue();
  }

  private static Curves.Snapshot snapshot(int done, int epochs) {
    Progress all = Runs.lenet(done, epochs);
    Curves curves = new Curves(Runs.lenet(0, epochs), "test");
    for (int e = 1; e <= done; e++) {
      double before = e == 1 ? 2.3 : all.history().get(e - 2).trainLoss();
      double accuracy = e == 1 ? 0.1 : all.history().get(e - 2).trainAccuracy();
      for (int s = 47; s <= 235; s += 47) {
        double t = s / 235.0;
        double loss = before + t * (all.history().get(e - 1).trainLoss() - before);
        double right = accuracy + t * (all.history().get(e - 1).trainAccuracy() - accuracy);
        curves.add(new StepEnded(e, s, 235, Runs.running(loss, right, s * 256), 0.9));
      }
      curves.add(new EpochEnded(all.history().get(e - 1), Runs.lenet(e, epochs)));
    }
    return curves.snapshot();
  }

  @Test
  void aPointLiesAtItsShareOfTheEpoch() {
    Curves.Snapshot s = snapshot(2, 10);
    assertThat(s.train().stream().map(Point::epoch))
        .containsExactly(0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0);
    assertThat(s.tested().stream().map(Point::epoch)).containsExactly(1.0, 2.0);
  }

  @Test
  void aResumedRunKeepsTheEndsOfItsEpochs() {
    Curves.Snapshot s = new Curves(Runs.lenet(3, 10), "test").snapshot();
    assertThat(s.train().stream().map(Point::epoch)).containsExactly(1.0, 2.0, 3.0);
    assertThat(s.tested()).hasSize(3);
  }

  @Test
  void whatARunWentBackFromIsNotPartOfIt() {
    Curves curves = new Curves(Runs.lenet(2, 10), "test");
    for (int s = 47; s <= 235; s += 47) {
      curves.add(new StepEnded(3, s, 235, Runs.running(2, 0.3, s * 256), 0.9));
    }
    Progress three = Runs.lenet(3, 10);
    curves.add(new EpochEnded(three.last().orElseThrow(), three));
    curves.goBack(Runs.lenet(2, 10));
    assertThat(curves.snapshot()).isEqualTo(new Curves(Runs.lenet(2, 10), "test").snapshot());
  }

  /** "Train until the time is up" is asked for with as many epochs as there are. */
  @Test
  void theAxisOfARunThatTheClockEndsIsThatOfWhatItTrained() {
    Progress plan = Runs.lenet(3, Integer.MAX_VALUE);
    assertThat(Curves.shown(plan)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Curves.shown(timed(plan, 0, "time"))).isEqualTo(3);
    assertThat(Curves.shown(timed(plan, 5, ""))).isEqualTo(3);
    assertThat(Curves.shown(timed(Runs.lenet(0, 7), 5, ""))).isEqualTo(1);
    Curves curves = new Curves(timed(Runs.lenet(0, 7), 5, ""), "test");
    Progress three = timed(Runs.lenet(3, 7), 5, "");
    curves.add(new EpochEnded(three.last().orElseThrow(), three));
    assertThat(curves.snapshot().epochs()).isEqualTo(3);
  }

  @Test
  void anEpochThatTheClockCutEndsWhereItWasCut() throws IOException {
    Progress two = timed(Runs.lenet(2, 9), 5, "");
    Curves curves = new Curves(two, "test");
    curves.add(new StepEnded(3, 47, 235, Runs.running(2, 0.3, 12_032), 0.9));
    Score test = new Score(1.5, 0.4, 10_000);
    EpochResult cut = new EpochResult(3, Runs.running(2, 0.3, 15_000), test, 0.9, 1);
    Progress three = withLast(timed(Runs.lenet(3, 9), 5, "time"), cut);
    curves.add(new EpochEnded(cut, three));
    Snapshot s = curves.snapshot();
    assertThat(s.epochs()).isEqualTo(3);
    assertThat(s.train().stream().map(Point::epoch)).containsExactly(1.0, 2.0, 2.2, 2.25);
    assertThat(s.tested().stream().map(Point::epoch)).containsExactly(1.0, 2.0, 2.25);
    assertThat(RatePlot.ends(three)).containsExactly(1, 2, 2.25);
    Snapshot again = new Curves(three, "test").snapshot();
    assertThat(again.tested().stream().map(Point::epoch)).containsExactly(1.0, 2.0, 2.25);
    assertThat(RatePlot.ends(withLast(Runs.lenet(3, 9), cut))).containsExactly(1, 2, 3);
    keep("lr-cut", Look.png(RatePlot.of(three)));
  }

  /** A whole epoch of 60 steps is a quarter of the images. */
  @Test
  void anEpochOfFewerBatchesIsWholeWithTheirImages() {
    Progress p = timed(Runs.lenet(3, 9), 5, "time");
    Score test = new Score(1.5, 0.4, 10_000);
    EpochResult whole = new EpochResult(3, Runs.running(2, 0.3, 60 * 256), test, 0.9, 1);
    Progress few = with(p, p.recipe().limits(new Limits(60, 0)), p.history(), p.ended());
    assertThat(RatePlot.ends(withLast(few, whole))).containsExactly(1, 2, 3);
  }

  private static Progress withLast(Progress p, EpochResult last) {
    List<EpochResult> history = new ArrayList<>(p.history());
    history.set(history.size() - 1, last);
    return with(p, p.recipe(), history, p.ended());
  }

  private static Progress timed(Progress p, double minutes, String ended) {
    Recipe recipe = p.recipe().stopping(new Stopping(0, 0, 0, minutes, Stopping.OnNan.STOP));
    return with(p, recipe, p.history(), ended);
  }

  private static Progress with(Progress p, Recipe recipe, List<EpochResult> history, String ended) {
    return new Progress(
        p.model(),
        p.dataset(),
        p.trainImages(),
        recipe,
        p.position(),
        p.running(),
        history,
        p.seconds(),
        p.halvings(),
        p.skips(),
        ended);
  }

  @ParameterizedTest
  @ValueSource(ints = {7_200_000, 2_000_000_000, Integer.MAX_VALUE})
  void asManyEpochsAsThereAreCanBeDrawn(int epochs) throws IOException {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          keep("curves" + epochs, PlotWriter.png(snapshot(2, epochs)));
          keep("lr" + epochs, Look.png(RatePlot.of(Runs.lenet(2, epochs))));
          Progress early = timed(Runs.lenet(6, epochs), 1, "time");
          keep("lr-early" + epochs, Look.png(RatePlot.of(early)));
          keep("curves-early" + epochs, PlotWriter.png(new Curves(early, "test").snapshot()));
        });
  }

  private static void keep(String name, byte[] png) throws IOException {
    assertThat(png).hasSizeGreaterThan(1000);
    if (KEEP != null) {
      Files.write(Path.of(KEEP, name + ".png"), png);
    }
  }

  @Test
  void bothCurvesAreDrawn() throws IOException {
    Path file = folder.resolve("curves.png");
    List<String> warnings = new ArrayList<>();
    try (PlotWriter writer = new PlotWriter(file, warnings::add)) {
      writer.draw(snapshot(10, 10));
    }
    assertThat(warnings).isEmpty();
    BufferedImage image = ImageIO.read(file.toFile());
    Set<Integer> left = colours(image, 0);
    Set<Integer> right = colours(image, image.getWidth() / 2);
    assertThat(left).contains(0xff2a6fb0, 0xffd95f02);
    assertThat(right).contains(0xff2a6fb0, 0xffd95f02);
  }

  private static Set<Integer> colours(BufferedImage image, int from) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = from; x < from + image.getWidth() / 2; x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours;
  }

  @Test
  void aLonePointIsMarked() {
    BufferedImage image = CurvePlot.of(snapshot(1, 60));
    // The left half of the left panel, far from any legend.
    BufferedImage begin = image.getSubimage(0, 0, image.getWidth() / 4, image.getHeight());
    assertThat(count(begin, 0xffd95f02)).isGreaterThan(20);
  }

  /** The same line low on the right and higher up shows as many of its pixels. */
  @Test
  void theLegendCoversNoLine() {
    List<Point> train = List.of(new Point(0.2, 2, 0.9), new Point(2, 0.1, 0.1));
    List<Point> tested = List.of(new Point(1, 2, 0.12), new Point(2, 1.9, 0.1));
    List<Point> above = List.of(new Point(1, 2, 0.82), new Point(2, 1.9, 0.8));
    BufferedImage low = CurvePlot.of(new Snapshot("", 2, "test", train, tested));
    BufferedImage high = CurvePlot.of(new Snapshot("", 2, "test", train, above));
    assertThat(count(low, 0xffd95f02)).isCloseTo(count(high, 0xffd95f02), withinPercentage(10));
  }

  private static long count(BufferedImage image, int colour) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(all).filter(pixel -> pixel == colour).count();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 1", "11, 2", "20, 2", "30, 5", "60, 10", "200, 20", "300, 50"})
  void labelsAreAtWholeEpochs(int epochs, int step) {
    assertThat(CurvePlot.step(epochs)).isEqualTo(step);
  }

  @Test
  void runsOfEveryLengthCanBeDrawn() throws IOException {
    for (int[] run :
        new int[][] {{0, 1}, {1, 1}, {1, 30}, {1, 60}, {2, 2}, {10, 10}, {60, 60}, {200, 200}}) {
      keep("curves%d-%d".formatted(run[0], run[1]), PlotWriter.png(snapshot(run[0], run[1])));
    }
  }

  @Test
  void theLastOfManyPlotsIsTheOneThatStays() throws IOException {
    Path file = folder.resolve("curves.png");
    try (PlotWriter writer = new PlotWriter(file, line -> {})) {
      for (int done = 0; done <= 10; done++) {
        writer.draw(snapshot(done, 10));
      }
    }
    assertThat(file).hasBinaryContent(PlotWriter.png(snapshot(10, 10)));
  }

  @Test
  void lossesOfARunGoneAstrayAreDrawnToo() {
    List<Point> points =
        List.of(
            new Point(1, 1.5e31, 0.1), new Point(2, Double.MAX_VALUE, 0.1), new Point(3, 2.3, 0.1));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(PlotWriter.png(new Snapshot("astray", 3, "test", points, points)))
                .isNotEmpty());
  }

  @Test
  void aPlotThatCannotBeWrittenIsAWarning() {
    Path file = folder.resolve("none/curves.png");
    List<String> warnings = new ArrayList<>();
    try (PlotWriter writer = new PlotWriter(file, warnings::add)) {
      writer.draw(snapshot(1, 2));
    }
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).startsWith("cannot draw " + file).hasLineCount(1);
    assertThat(Folders.list(folder)).isEmpty();
  }
}
