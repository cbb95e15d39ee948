// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.util.OptionalInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencl.global.OpenCL;

/** Loads the native libraries, setting what can only be set before. */
final class Library {
  /** GNU's OpenMP, under the name it was loaded by with oneDNN. */
  private static final String OPEN_MP = "libgomp.so.1";

  private Library() {}

  static synchronized void load(OptionalInt spins) {
    // JavaCPP's collector thread and its memory limits, of the order of the Java heap, have no
    // place where every native
    // object is closed by hand and arenas are far larger than the heap. It reads these when its
    // first class is used.
    setDefault("org.bytedeco.javacpp.nopointergc", "true");
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    try {
      Loader.load(OpenCL.class);
      spins.ifPresent(n -> setEnvironment("GOMP_SPINCOUNT", Integer.toString(n)));
      Loader.load(org.bytedeco.dnnl.global.dnnl.class);
      makeVisible(OPEN_MP);
    } catch (LinkageError e) {
      throw new DnnlException(
          ("oneDNN's native library for %1$s cannot be loaded (%2$s); add org.bytedeco:dnnl and"
                  + " org.bytedeco:opencl with classifier %1$s to the class path, and keep"
                  + " ~/.javacpp writable")
              .formatted(platform(), e.getMessage()),
          e);
    }
  }

  /**
   * Makes the functions of a loaded library visible to the whole process. JavaCPP looks for one
   * that is not by opening every library in turn while the list of libraries is locked. Any other
   * thread that loads a library then, such as one for fonts or images, and this one wait for each
   * other for ever.
   */
  private static void makeVisible(String library) {
    if (System.getProperty("os.name").equals("Linux")) {
      try {
        Loader.loadGlobal(library);
      } catch (UnsatisfiedLinkError otherOpenMp) {
        // The search, with its small risk, is what is left.
      }
    }
  }

  private static String platform() {
    try {
      return Loader.getPlatform();
    } catch (LinkageError e) {
      return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Sets a variable of the process for native code; what the user has set stays. */
  private static void setEnvironment(String name, String value) {
    NativeFunction.find("setenv")
        .ifPresent(
            f -> {
              try (BytePointer n = new BytePointer(name);
                  BytePointer v = new BytePointer(value)) {
                f.call(n.address(), v.address(), 0);
              }
            });
  }
}
