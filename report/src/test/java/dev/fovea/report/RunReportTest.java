// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Trainer;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunReportTest {
  @TempDir Path runs;

  private final List<String> warnings = new ArrayList<>();
  private RunFolder folder;
  private Progress end;

  @BeforeEach
  void train() {
    folder = RunFolder.create(runs.resolve("a"), false, Runs.args());
    Manifest.Build build = new Manifest.Build("0.1 <&>", "");
    try (RunRecorder recorder = new RunRecorder(folder, build, Runs.data(), warnings::add)) {
      end = new Trainer(Runs.job(false), List.of(recorder)).run();
    }
  }

  private void report() {
    new RunReport(folder, Runs.job(false), Runs.data().test(), warnings::add).write(end);
  }

  @Test
  void measuresTheBestWeights() throws IOException {
    report();
    assertThat(warnings).isEmpty();
    JsonNode file = JsonMapper.shared().readTree(folder.metrics().toFile());
    assertThat(file.get("weights").asString()).isEqualTo("weights/best.safetensors");
    assertThat(file.get("epoch").asInt()).isEqualTo(end.best().orElseThrow().epoch());
    assertThat(file.get("labels").size()).isEqualTo(10);
    JsonNode metrics = file.get("metrics");
    assertThat(metrics.get("accuracy").asDouble())
        .isEqualTo(end.best().orElseThrow().testAccuracy());
    assertThat(metrics.get("images").asInt()).isEqualTo(20);
    assertThat(metrics.get("confusion").get("counts").size()).isEqualTo(10);
    assertThat(metrics.get("calibration").get("bins").size()).isEqualTo(15);
    for (String plot :
        List.of("lr", "confusion", "confusion-normalised", "classes", "calibration", "curves")) {
      assertThat(folder.plot(plot)).as(plot).isNotEmptyFile();
    }
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    report();
    String page = Files.readString(folder.report());
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains(
            "flat on\n<bdi>shapes</bdi>",
            "taken for",
            "Worst mistakes",
            "<td>0.1 &lt;&amp;&gt;</td>",
            "lr: 0.1");
    // No reference but to data within the page.
    assertThat(page).doesNotContain("http", "href", "url(", "@import", "<script", "<link");
    assertThat(page.split("<img ")).hasSizeGreaterThan(7);
    assertThat(page.split("<img ", -1).length)
        .isEqualTo(page.split("src=\"data:image/png;base64,", -1).length);
  }

  @Test
  void theEventFileHoldsEveryEpochAndThePictures() throws IOException {
    report();
    List<byte[]> records = records(Files.readAllBytes(folder.events()));
    assertThat(records).hasSize(1 + 2 + 6);
    assertThat(new String(records.get(0))).contains("brain.Event:2");
    for (int epoch = 1; epoch <= 2; epoch++) {
      byte[] record = records.get(epoch);
      assertThat(record[9]).as("tag of the step").isEqualTo((byte) 0x10);
      assertThat(record[10]).isEqualTo((byte) epoch);
      assertThat(new String(record)).contains("loss/train", "loss/test", "accuracy/test", "lr");
    }
    assertThat(new String(records.get(8))).contains("plots/curves", "PNG");
    report();
    assertThat(records(Files.readAllBytes(folder.events())))
        .as("made again")
        .hasSameSizeAs(records);
  }

  /** Records of a file, their checksums left alone: those have a test of their own. */
  private static List<byte[]> records(byte[] file) {
    List<byte[]> records = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      byte[] record = new byte[Math.toIntExact(rest.getLong())];
      rest.getInt();
      rest.get(record);
      rest.getInt();
      records.add(record);
    }
    return records;
  }

  @Test
  void rowsThatAreLostAreMadeAgain() throws IOException {
    String rows = Files.readString(folder.results());
    Files.delete(folder.results());
    report();
    assertThat(folder.results()).hasContent(rows);
  }

  @Test
  void aManifestMayHoldListsInLists() throws IOException {
    Files.writeString(folder.manifest(), "{\"x\": [[1], {\"y\": 2}], \"z\": null}");
    report();
    assertThat(Files.readString(folder.report())).contains("[1], {&quot;y&quot;:2}");
  }

  @Test
  void weightsOfNoEpochAreNamed() {
    WeightFile weights = WeightFile.read(folder.bestWeights());
    new WeightFile(weights.weights(), Map.of("epoch", "x")).write(folder.bestWeights());
    assertThatThrownBy(this::report)
        .isInstanceOf(FoveaException.class)
        .hasMessage(folder.bestWeights() + " is damaged: its epoch is 'x', no number");
  }

  @Test
  void aDamagedManifestIsNamed() throws IOException {
    Files.writeString(folder.manifest(), "{\"fovea\": {\"ver");
    assertThatThrownBy(this::report)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(folder.manifest() + " is damaged: ")
        .message()
        .hasLineCount(1);
  }
}
