// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencl.Pfn_notify_BytePointer_Pointer_long_Pointer;

/**
 * A C function of the process called from Java 17, which has no foreign-function interface yet. The
 * call goes through the one generic callback shape among JavaCPP's presets, OpenCL's context
 * notification {@code void(char*, void*, size_t, void*)}: up to four arguments that are pointers or
 * integers, and a result that is ignored. Under the C calling conventions of the supported
 * platforms surplus arguments do no harm.
 */
final class NativeFunction {
  private final long address;

  private NativeFunction(long address) {
    this.address = address;
  }

  /** Empty where no loaded library has such a symbol. */
  static Optional<NativeFunction> find(String symbol) {
    Pointer p = Loader.addressof(symbol);
    return p == null || p.isNull()
        ? Optional.empty()
        : Optional.of(new NativeFunction(p.address()));
  }

  void call(long a, long b, long c) {
    // JavaCPP's function pointers point to a struct that begins with the address to call.
    try (LongPointer struct = new LongPointer(4)) {
      struct.put(0, address).put(1, 0);
      new Pfn_notify_BytePointer_Pointer_long_Pointer(struct)
          .call(Address.bytes(a), new Address(b), c, null);
    }
  }
}
