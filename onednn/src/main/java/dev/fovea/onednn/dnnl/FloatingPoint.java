// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.util.Optional;
import org.bytedeco.javacpp.IntPointer;

/** The SSE control word of a thread, reached through the C library's {@code fenv_t}. */
final class FloatingPoint {
  // glibc on x86-64: 28 bytes of x87 state, then MXCSR.
  private static final int ENVIRONMENT_INTS = 8;
  private static final int MXCSR = 7;
  private static final int FLUSH_TO_ZERO = 0x8000;
  private static final int DENORMALS_ARE_ZERO = 0x40;

  private FloatingPoint() {}

  static boolean flushDenormals() {
    boolean known =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    Optional<NativeFunction> get = NativeFunction.find("fegetenv");
    Optional<NativeFunction> set = NativeFunction.find("fesetenv");
    if (!known || get.isEmpty() || set.isEmpty()) {
      return false;
    }
    try (IntPointer environment = new IntPointer(ENVIRONMENT_INTS)) {
      get.get().call(environment.address(), 0, 0);
      int word = environment.get(MXCSR);
      environment.put(MXCSR, word | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
      set.get().call(environment.address(), 0, 0);
    }
    return true;
  }
}
