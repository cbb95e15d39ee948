// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.formats.JsonText;
import dev.fovea.formats.Safetensors;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.file.AtomicFile;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Recipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  @TempDir Path folder;

  private static Checkpoint sample() {
    Running running = new Running(1.0 / 3, 7, 9, 123_456_789_012L, 5, 130_000_000_000L);
    EpochResult epoch = new EpochResult(1, running, new Score(0.1 + 0.2, 0.7, 10), 1e-3, 1.5);
    Progress progress =
        new Progress(
            "tiny",
            "shapes",
            40,
            Recipe.of(3, 16, 0.9).seed(Long.MIN_VALUE),
            new Position(1, 2, 5),
            new Running(2.0 / 3, 1, 2, 3, 4, 5),
            List.of(epoch),
            1.0 / 7,
            1,
            Skips.NONE,
            "time");
    return new Checkpoint(
        progress,
        new Weights(Map.of("fc1.weight", Tensor.of(Shape.of(1, 2), 0.1f, -0f))),
        new Weights(Map.of("all.momentum", Tensor.of(Shape.of(2), Float.MIN_VALUE, 3f))));
  }

  @Test
  void readsBackWhatWasWritten() {
    Path file = folder.resolve("c");
    sample().write(file);
    Checkpoint back = Checkpoint.read(file);
    assertThat(back.progress()).isEqualTo(sample().progress());
    assertThat(back.weights().tensors()).containsOnlyKeys("fc1.weight");
    assertThat(back.weights().get("fc1.weight").floats()).containsExactly(0.1f, -0f);
    assertThat(back.slots().tensors()).containsOnlyKeys("all.momentum");
    assertThat(back.slots().get("all.momentum").floats()).containsExactly(Float.MIN_VALUE, 3f);
  }

  @Test
  void theBeginningOfTheEpochIsKeptIfThereIsOne() {
    Path file = folder.resolve("c");
    sample().write(file);
    assertThat(Safetensors.read(file).metadata()).containsEntry("fovea", "checkpoint 4");
    assertThat(Checkpoint.read(file).epochStart()).isEmpty();
    Weights other = new Weights(Map.of("fc1.weight", Tensor.of(Shape.of(1, 2), 5f, 6f)));
    Weights slots = new Weights(Map.of("all.momentum", Tensor.of(Shape.of(1), 7f)));
    sample().with(new Checkpoint(sample().progress(), other, slots)).write(file);
    Checkpoint back = Checkpoint.read(file);
    assertThat(back.weights().tensors()).containsOnlyKeys("fc1.weight");
    assertThat(back.weights().get("fc1.weight").floats()).containsExactly(0.1f, -0f);
    assertThat(back.slots().get("all.momentum").floats()).containsExactly(Float.MIN_VALUE, 3f);
    Checkpoint start = back.epochStart().orElseThrow();
    assertThat(start.progress()).isEqualTo(sample().progress());
    assertThat(start.weights().get("fc1.weight").floats()).containsExactly(5f, 6f);
    assertThat(start.slots().get("all.momentum").floats()).containsExactly(7f);
    assertThat(start.epochStart()).isEmpty();
  }

  @Test
  void foreignAndDamagedFilesAreNamed() throws IOException {
    Path file = folder.resolve("c");
    AtomicFile.write(file, new Safetensors(Map.of(), Map.of("format", "pt"))::writeTo);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file + ": not a checkpoint")
        .message()
        .hasLineCount(1);
    sample().write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null"})
  void progressThatIsNoneIsRefused(String progress) {
    refused(progress);
  }

  @Test
  void progressThatMakesNoSenseIsRefused() {
    String good = JsonText.print(sample().progress());
    for (String[] edit :
        new String[][] {
          {"\"position\":{\"epoch\":1", "\"position\":{\"epoch\":2"},
          {"\"batch\":16", "\"batch\":0"},
          {"\"momentum\":0.0", "\"momentum\":1.5"},
          {"\"augment\":[]", "\"augment\":[\"fly\"]"},
          {"\"halvings\":1", "\"halvings\":\"x\""},
          {"\"ended\":\"time\"", "\"ended\":null"}
        }) {
      assertThat(good).contains(edit[0]);
      refused(good.replace(edit[0], edit[1]));
    }
  }

  private void refused(String progress) {
    Path file = folder.resolve("c");
    Map<String, String> metadata = Map.of("fovea", "checkpoint 4", "progress", progress);
    AtomicFile.write(file, new Safetensors(Map.of(), metadata)::writeTo);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file + ": its progress cannot be read: ")
        .message()
        .hasLineCount(1);
  }

  /** As torchvision writes batch normalisation: a count of batches, int64, of no axes. */
  @Test
  void countsOfBatchesAreLeftOut() throws IOException {
    String header =
        "{\"bn1.running_mean\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
            + "\"bn1.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],"
            + "\"data_offsets\":[0,8]}}";
    ByteBuffer bytes = ByteBuffer.allocate(20 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).putLong(5);
    Path file = Files.write(folder.resolve("torch"), bytes.putFloat(2).array());
    Graph graph =
        Trace.of(
            "t",
            (s, x) -> {
              s.in("bn1").buffer("running_mean", Shape.of(1), Init.constant(0));
              return x;
            },
            TensorType.f32(1, 1),
            Mode.INFER);
    Weights weights = WeightFile.read(file).weights();
    weights.checkFits(graph);
    assertThat(weights.get("bn1.running_mean").floats()).containsExactly(2);
  }

  /** Over bits of doubles, big-endian, however many are digested at once. */
  @Test
  void aDigestIsOverPathsTypesAndBits() throws Exception {
    float[] floats = new float[3000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = 1f / (i + 1);
    }
    ByteBuffer bytes = ByteBuffer.allocate(100 + 8 * floats.length);
    bytes.put("a f32[3000]".getBytes(StandardCharsets.UTF_8));
    for (float value : floats) {
      bytes.putDouble(value);
    }
    bytes.put("b f64[1]".getBytes(StandardCharsets.UTF_8)).putDouble(-0.1);
    bytes.put("c i32[1]".getBytes(StandardCharsets.UTF_8)).putDouble(7);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(bytes.flip());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", Tensor.of(Shape.of(3000), floats));
    tensors.put("b", Tensor.of(Shape.of(1), -0.1));
    tensors.put("c", Tensor.of(Shape.of(1), 7));
    assertThat(new WeightFile(new Weights(tensors), Map.of()).sha256())
        .isEqualTo(HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void equalWeightsGiveEqualFiles() throws IOException {
    Weights weights = sample().weights();
    new WeightFile(weights, Map.of("model", "tiny")).write(folder.resolve("a"));
    new WeightFile(weights, Map.of("model", "tiny")).write(folder.resolve("b"));
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    assertThat(WeightFile.read(folder.resolve("a")).about())
        .containsEntry("model", "tiny")
        .containsEntry("format", "pt");
  }
}
