// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that does nothing but save is killed again and again; {@code -Dfovea.kills=1000} asks
 * for more than the suite has time for.
 */
class KillWhileSavingTest {
  private static final int KILLS = Integer.getInteger("fovea.kills", 20);
  private static final long SEED = Long.getLong("fovea.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  void theNewestCheckpointCanAlwaysBeRead() throws Exception {
    Random random = new Random(SEED);
    Path file = folder.resolve("last.safetensors");
    Path unfinished = folder.resolve(".last.safetensors.part");
    int newest = 0;
    int during = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process saving = start(file, newest + 1);
      int said = newest;
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(saving.getInputStream(), StandardCharsets.UTF_8))) {
        said = Integer.parseInt(out.readLine());
        Thread.sleep(random.nextInt(8), random.nextInt(1_000_000));
        // SIGKILL on every POSIX system.
        saving.toHandle().destroyForcibly();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          said = Integer.parseInt(line);
        }
      }
      during += Files.exists(unfinished) ? 1 : 0;
      String which = "kill %d of seed %d".formatted(kill, SEED);
      Checkpoint found = Checkpoint.read(file);
      int n = found.progress().trainImages();
      // One that was saved but not yet announced may be there; one announced may not be gone.
      assertThat(n).as(which).isBetween(said, said + 1);
      assertThat(found.progress()).as(which).isEqualTo(SaveLoop.of(n).progress());
      assertThat(found.weights().get("w").sameBits(SaveLoop.filled(n))).as(which).isTrue();
      assertThat(found.slots().get("s").sameBits(SaveLoop.filled(-n))).as(which).isTrue();
      newest = n;
    }
    System.out.printf(
        "%d kills (seed %d), %d of them within a write, %d checkpoints: all readable%n",
        KILLS, SEED, during, newest);
    assertThat(newest).isGreaterThanOrEqualTo(KILLS);
  }

  private static Process start(Path file, int first) throws IOException {
    return new ProcessBuilder(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                SaveLoop.class.getName(),
                file.toString(),
                String.valueOf(first)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
