// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand files nobody should have to decode: each is decoded, or refused in one line. */
class HostileImagesTest {
  private static final long SEED = 20_261_122;
  private static final int COUNT = 1_000;
  private static final long MOST_NANOS = 5_000_000_000L;
  private static final long MOST_BYTES = 400_000_000L;

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  @TempDir private Path folder;

  @Test
  void everyOneHasAClearOutcomeInBoundedTimeAndMemory() throws IOException {
    Map<String, Integer> outcomes = new TreeMap<>();
    try (ImageFiles images = new ImageFiles()) {
      for (int n = 0; n < COUNT; n++) {
        HostileImages.Hostile hostile = new HostileImages(SEED).number(n);
        String what = "seed %d, number %d, %s".formatted(SEED, n, hostile.kind());
        Path file = folder.resolve("image." + hostile.ending());
        Files.write(file, hostile.content());
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long start = threads.getCurrentThreadCpuTime();
        String outcome = outcome(images, file, what);
        long nanos = threads.getCurrentThreadCpuTime() - start;
        bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
        outcomes.merge(outcome, 1, Integer::sum);
        assertThat(nanos).as("time of %s", what).isLessThan(MOST_NANOS);
        assertThat(bytes).as("memory of %s", what).isLessThan(MOST_BYTES);
      }
    }
    // Were all refused, or all taken, the fuzzer would no longer reach the decoders.
    assertThat(outcomes.get("decoded")).isBetween(COUNT / 10, COUNT / 2);
    assertThat(outcomes.get("refused")).isGreaterThan(COUNT / 2);
  }

  private static String outcome(ImageFiles images, Path file, String what) {
    try {
      Picture picture = images.read(file);
      assertThat(picture.samples()).as(what).hasSize(picture.shape().bytes());
      return "decoded";
    } catch (FoveaException e) {
      assertThat(e.getMessage())
          .as(what)
          .contains(file.toString())
          .doesNotContain("\n")
          .hasSizeLessThan(400);
      return "refused";
    }
  }
}
