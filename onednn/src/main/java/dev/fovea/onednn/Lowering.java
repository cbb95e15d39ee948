// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Node;
import dev.fovea.op.Op;

/**
 * How one op class becomes oneDNN primitives: chooses layouts, adds steps to the compilation, and
 * says where the results lie.
 */
@FunctionalInterface
interface Lowering<O extends Op> {
  void lower(O op, Node node, Compilation c);
}
