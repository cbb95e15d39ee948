// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a benchmark found.
 *
 * @param mode {@code train} (a whole step: forward, loss, backward, update) or {@code infer}
 * @param runs how many runs were timed
 * @param imagesPerSecond from the median
 * @param gflops 1e9 operations a second, counted on paper, from the median
 * @param peakGflops the machine's f32 rate, whatever {@code precision} is: the median of samples
 *     taken between the runs
 * @param peakBestGflops the highest f32 rate seen
 * @param percentOfPeak {@code gflops} in percent of {@code peakGflops}
 * @param compileMillis from tracing to the first possible run
 * @param arenaBytes planned memory: activations, gradients, scratch
 * @param stateBytes parameters and what the optimiser keeps
 * @param kernels only when profiled
 */
record BenchResult(
    String model,
    String mode,
    int batch,
    List<Integer> input,
    String backend,
    String precision,
    int threads,
    int runs,
    double medianMillis,
    double minMillis,
    double imagesPerSecond,
    double gflops,
    double peakGflops,
    double peakBestGflops,
    double percentOfPeak,
    double compileMillis,
    long arenaBytes,
    long stateBytes,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Profile.Line> kernels) {}
