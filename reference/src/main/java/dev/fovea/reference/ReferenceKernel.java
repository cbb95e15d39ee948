// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Op;
import java.util.List;

/**
 * Computes one op. It must write every element of every result, whatever they held before, and must
 * not write to an operand. Operands and results do not overlap, unless the op is elementwise.
 *
 * @param <O> the op
 */
@FunctionalInterface
interface ReferenceKernel<O extends Op> {
  void run(O op, List<Array> in, List<Array> out);
}
