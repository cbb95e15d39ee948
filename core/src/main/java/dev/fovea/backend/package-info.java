// SPDX-License-Identifier: Apache-2.0
/**
 * What a backend offers to the rest of Fovea, interfaces only: {@link dev.fovea.backend.Backend}
 * opens a {@link dev.fovea.backend.Session}, which holds the state (parameters, buffers, slots) and
 * compiles graphs that share it into {@link dev.fovea.backend.Executable}s.
 *
 * <p>Nothing here knows a model or a trainer. Everything closable belongs to whoever opened it;
 * after {@code close()} every byte is given back.
 */
package dev.fovea.backend;
