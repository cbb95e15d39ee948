// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BenchCommandTest {
  private static Run bench(String mode, String... more) {
    String[] args = {
      "bench", "lenet", "--backend", "reference", "--mode", mode, "--batch", "2", "--seconds", "0.1"
    };
    return Run.fovea(
        java.util.stream.Stream.concat(java.util.Arrays.stream(args), java.util.Arrays.stream(more))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "infer"})
  void theFiguresAgreeWithEachOther(String mode) {
    JsonNode r = bench(mode, "--json", "--profile", "--threads", "1").json();
    double seconds = r.get("medianMillis").asDouble() / 1e3;
    assertThat(r.get("mode").asString()).isEqualTo(mode);
    assertThat(r.get("minMillis").asDouble()).isPositive().isLessThanOrEqualTo(1e3 * seconds);
    assertThat(r.get("imagesPerSecond").asDouble()).isCloseTo(2 / seconds, within(1e-6 / seconds));
    double flops = 2 * 2.0 * (mode.equals("train") ? 3 * 416_520 - 117_600 : 416_520);
    double gflops = flops / seconds / 1e9;
    assertThat(r.get("gflops").asDouble()).isCloseTo(gflops, within(1e-6 * gflops));
    assertThat(r.get("percentOfPeak").asDouble())
        .isCloseTo(100 * gflops / r.get("peakGflops").asDouble(), within(1e-6));
    assertThat(r.get("arenaBytes").asLong()).isPositive();
    assertThat(r.get("compileMillis").asDouble()).isPositive();
    assertThat(r.get("threads").asInt()).isEqualTo(1);
    double shares =
        r.get("kernels").valueStream().mapToDouble(k -> k.get("share").asDouble()).sum();
    assertThat(shares).isCloseTo(1, within(1e-9));
    assertThat(r.get("kernels")).anyMatch(k -> k.get("path").asString().equals("conv2"));
  }

  @Test
  void autoIsThePrecisionThatTheBackendHas() {
    String line = "bench mlp5 --batch 1 --seconds 0.01 --precision auto --backend reference --json";
    JsonNode r = Run.fovea(line.split(" ")).json();
    assertThat(r.get("precision").asString()).isEqualTo("bf16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --batch 0         | --batch is 0, expected at least 1
          --batch 2147483647 | --batch is 2147483647, and of images [1, 28, 28] at most 684784 are benchmarked at once
          --mode both       | invalid value for option '--mode': expected one of
          --precision f8    | --precision is 'f8', expected f32, bf16 or auto
          --precision f64   | --precision is 'f64', expected f32, bf16 or auto
          --threads 0       | --threads is 0, expected 1 to
          --threads 5000    | --threads is 5000, expected 1 to
          --seconds 0       | --seconds is 0.0, expected up to 3600
          --seconds NaN     | --seconds is NaN, expected up to 3600
          --backend onednm  | --backend:
          """)
  void aWrongOptionIsAnsweredAtOnce(String options, String message) {
    String[] parts = ("bench lenet " + options.strip()).split(" ");
    Run run = Run.fovea(parts);
    assertThat(run.err()).startsWith("fovea: " + message).containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(2);
  }
}
