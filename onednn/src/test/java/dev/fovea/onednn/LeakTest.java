// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Whatever is opened gives everything back, and a step takes nothing. {@code -Dleak.cycles=1000}
 * looks longer.
 */
class LeakTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void compilingAndSteppingLeaveNoMemoryBehind() throws Exception {
    int cycles = Integer.getInteger("leak.cycles", 100);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ManySteps.class.getName(),
                "" + cycles,
                "" + 50 * cycles)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String[] growth = output.strip().split(" ");
    assertThat(Long.parseLong(growth[0])).as("KiB after cycles").isLessThan(4 << 10);
    assertThat(Long.parseLong(growth[1])).as("KiB after steps").isLessThan(512);
  }
}
