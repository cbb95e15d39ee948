// SPDX-License-Identifier: Apache-2.0
/**
 * The CPU backend: compiles a graph into a fixed list of oneDNN primitives over planned memory.
 *
 * <p>{@code Graph -> passes -> }{@link dev.fovea.onednn.Compilation}{@code (a }{@link
 * dev.fovea.onednn.Lowering}{@code per op: primitives, layouts, reorders) -> }{@link
 * dev.fovea.onednn.Schedule}{@code -> MemoryPlan -> }{@link dev.fovea.onednn.OnednnExecutable}.
 * Read {@link dev.fovea.onednn.Lowerings} for what is covered and {@link
 * dev.fovea.onednn.StateStore} for where parameters live.
 *
 * <p>Invariants: everything native of a session happens on one {@link dev.fovea.onednn.Worker}
 * thread with one OpenMP team, and sessions share workers before the teams outgrow the processors
 * ({@link dev.fovea.onednn.Workers}); a value is reordered at most once per layout; nothing is
 * allocated in a run; every mistake is found before a native call; a convolution in bf16 is tried
 * before it is taken ({@link dev.fovea.onednn.SelfCheck}).
 */
package dev.fovea.onednn;
