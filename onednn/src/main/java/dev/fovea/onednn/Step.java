// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Executable.Kernel;
import dev.fovea.onednn.dnnl.Primitive;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One kernel of a schedule, before memory is bound.
 *
 * @param kernel what it is, for profiles
 * @param body what runs
 * @param operands what it touches
 * @param moves whether it only copies its one source to its one result, so that it vanishes when
 *     both come to lie in the same memory
 * @param reuse operand pair (source, result) that may share memory if the source dies here
 */
record Step(
    Kernel kernel, Body body, List<Operand> operands, boolean moves, Optional<Reuse> reuse) {
  Step {
    operands = List.copyOf(operands);
  }

  /** An operand: oneDNN's argument number (any number for a host kernel), place, and access. */
  record Operand(int arg, Placed placed, Access access) {}

  /** How a kernel touches an operand. */
  enum Access {
    READ,
    WRITE,
    READ_WRITE;

    boolean reads() {
      return this != WRITE;
    }

    boolean writes() {
      return this != READ;
    }
  }

  /** The planned regions that may be one. */
  record Reuse(int source, int result) {}

  /** What runs. */
  sealed interface Body {
    /** A oneDNN primitive. */
    record Native(Primitive primitive) implements Body {}

    /** Java code over the operands' memory. */
    record Host(HostKernel kernel) implements Body {}
  }

  /** A small kernel in Java, for what oneDNN lacks. */
  @FunctionalInterface
  interface HostKernel {
    /**
     * Binds to the memory of the operands, in order, native byte order; what it returns must not
     * allocate.
     */
    Runnable bind(List<ByteBuffer> operands);
  }
}
