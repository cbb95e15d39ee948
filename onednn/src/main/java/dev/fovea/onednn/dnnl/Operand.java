// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/**
 * Memory given to a primitive: which operand it is (see {@link Arg}), how it is laid out, where it
 * begins. For a {@link Desc#submemory} the address is that of the whole.
 */
public record Operand(int arg, Desc desc, long address) {
  @Override
  public String toString() {
    return Arg.name(arg) + "=" + desc + "@" + Long.toHexString(address);
  }
}
