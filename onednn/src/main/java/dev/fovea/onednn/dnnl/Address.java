// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A raw address in the shape JavaCPP's calls want; owns nothing. */
final class Address extends Pointer {
  Address(long address) {
    super((Pointer) null);
    this.address = address;
  }

  static BytePointer bytes(long address) {
    return new BytePointer(new Address(address));
  }

  static BytePointer bytes(long address, long count) {
    return bytes(address).capacity(count);
  }
}
