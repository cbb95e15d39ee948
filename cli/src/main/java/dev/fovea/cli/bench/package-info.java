// SPDX-License-Identifier: Apache-2.0
/**
 * {@code fovea bench}: how fast a network runs, and how near that is to what the machine can do.
 *
 * <p>Read {@link dev.fovea.cli.bench.BenchCommand} first, then {@link dev.fovea.cli.bench.Workload}
 * (what is timed), {@link dev.fovea.cli.bench.Timing} (how) and {@link dev.fovea.cli.bench.Peak}
 * (what it is compared with).
 *
 * <p>Invariants: the peak is measured in the same run, before and after the network; nothing but
 * the executable's {@code run()} is inside the clock.
 */
package dev.fovea.cli.bench;
