// SPDX-License-Identifier: Apache-2.0
/**
 * oneDNN as typed Java: engines, memory descriptors, primitives and calls bound to raw memory. It
 * knows nothing of Fovea's graph; the compiler back end stands on it.
 *
 * <p>Read {@link dev.fovea.onednn.dnnl.Engine} first, then {@link dev.fovea.onednn.dnnl.Desc},
 * {@link dev.fovea.onednn.dnnl.Spec}, {@link dev.fovea.onednn.dnnl.PrimitiveDesc}, {@link
 * dev.fovea.onednn.dnnl.Primitive} and {@link dev.fovea.onednn.dnnl.Call}: an engine makes a
 * primitive descriptor from a spec, the descriptor makes a primitive, the primitive bound to
 * addresses makes a call, and a call runs.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Everything native is freed by {@code close()}, never by the garbage collector. {@link
 *       dev.fovea.onednn.dnnl.Desc}, {@link dev.fovea.onednn.dnnl.Attributes} and the specs are
 *       plain Java values and need no closing.
 *   <li>Scratchpads belong to the caller, so a call may run on any thread, though on one at a time.
 *   <li>What can crash the JVM is checked when a call is bound, so that {@link
 *       dev.fovea.onednn.dnnl.Call#run()} has nothing to check, allocate or look up.
 * </ul>
 */
package dev.fovea.onednn.dnnl;
