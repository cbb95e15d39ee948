// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run with everything that has state is killed, without warning, at random moments, and goes on
 * each time; {@code -Dfovea.kills=20} asks for more of them, and {@code -Dfovea.seed} repeats the
 * moments as far as the machine lets it.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("fovea.kills", 5);
  private static final long SEED = Long.getLong("fovea.seed", System.nanoTime());
  private static final int PATIENCE_SECONDS = 60;

  private static final String NET =
      """
      name: lenet-bn-dropout
      input: 1x28x28
      layers:
        - conv: {filters: 6, size: 5, padding: 2}
        - batch_norm
        - relu
        - max_pool: 2
        - conv: {filters: 16, size: 5}
        - batch_norm
        - relu
        - max_pool: 2
        - linear: 60
        - relu
        - dropout: 0.3
        - linear: classes
      """;

  private static final String RECIPE =
      """
      data: shapes
      batch: 50
      accumulate: 3
      epochs: 4
      limitBatches: 25
      lr: 0.05
      momentum: 0.9
      weightDecay: 0.001
      clipNorm: 5
      schedule: one-cycle
      labelSmoothing: 0.1
      augment: [crop 2, flip, cutout 5, mixup]
      average: ema
      averageDecay: 0.9
      keep: 2
      monitor: test-loss
      checkpointSteps: 2
      threads: 1
      loaderThreads: 2
      precision: %s
      """;

  @TempDir private Path folder;

  private String[] begin(Path run, Precision precision) throws IOException {
    Path net = Files.writeString(folder.resolve("net.yaml"), NET);
    Path recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.formatted(precision));
    return new String[] {
      "train", net.toString(), "--config", recipe.toString(), "--out", run.toString()
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void everyRunThatGoesOnEndsWithTheSameBits(Precision precision) throws Exception {
    assumeTrue(Backend.named("onednn").supports(precision), "this CPU has no bf16");
    Path whole = folder.resolve("whole");
    Run uninterrupted = Run.fovea(begin(whole, precision));
    assertThat(uninterrupted.exit()).as(uninterrupted.err()).isZero();
    Random random = new Random(SEED);
    Path parts = folder.resolve("parts");
    List<String> moments = new ArrayList<>();
    boolean begun = false;
    while (moments.size() < KILLS && !Files.exists(parts.resolve("result.json"))) {
      Jvm jvm =
          begun
              ? Jvm.quick("train", "--resume", parts.toString())
              : Jvm.quick(begin(parts, precision));
      moments.add(killed(jvm, parts.resolve("checkpoints"), random));
      begun = true;
    }
    String what = precision + ", seed " + SEED + ": " + moments;
    System.out.println(moments.size() + " kills, " + what);
    assertThat(moments).as(what).hasSize(KILLS);
    Run rest = Run.fovea("train", "--resume", parts.toString());
    assertThat(rest.exit()).as(rest.err()).isZero();
    for (Path file : files(whole.resolve("weights"))) {
      Path other = parts.resolve("weights").resolve(file.getFileName());
      assertThat(other).as(what).hasSameBinaryContentAs(file);
    }
    assertThat(files(parts.resolve("weights"))).hasSize(4);
  }

  /** Half of the kills wait for a checkpoint being written, the others come at any time. */
  private static String killed(Jvm jvm, Path checkpoints, Random random) throws Exception {
    Path last = checkpoints.resolve("last.safetensors");
    Path part = checkpoints.resolve(".last.safetensors.part");
    Files.deleteIfExists(part);
    boolean writing = random.nextBoolean();
    int saved = 1 + random.nextInt(2);
    long pause = random.nextInt(20_000_000);
    Object seen = key(last);
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (saved > 0) {
      assertThat(System.nanoTime()).as("no checkpoint: %s", jvm).isLessThan(end);
      Object now = key(last);
      saved -= now != null && !now.equals(seen) ? 1 : 0;
      seen = now;
      Thread.sleep(0, 200_000);
    }
    long from = System.nanoTime();
    while (writing ? !Files.exists(part) : System.nanoTime() < from + pause) {
      if (!jvm.process().isAlive()) {
        break;
      }
      Thread.sleep(0, 200_000);
    }
    jvm.process().toHandle().destroyForcibly();
    jvm.process().waitFor();
    return Files.exists(part) ? "within a write" : "between";
  }

  /** What tells one content of a name from the next; null when there is none. */
  private static Object key(Path file) throws IOException {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      return facts.fileKey() + " " + facts.lastModifiedTime();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }
}
