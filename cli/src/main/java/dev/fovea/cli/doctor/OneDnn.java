// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import dev.fovea.onednn.dnnl.DnnlException;
import dev.fovea.onednn.dnnl.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kernel library.
 *
 * @param version empty text when it cannot be loaded
 * @param isa the instruction set it generates code for
 * @param libraries the native libraries it consists of
 * @param problem why it cannot be loaded
 */
record OneDnn(String version, String isa, List<Library> libraries, Optional<Problem> problem) {
  /**
   * Native code inside a jar on the class path.
   *
   * @param resource where the jar has it, or would have it
   */
  record Library(String name, String resource, boolean found) {}

  static OneDnn probe() {
    List<Library> libraries = libraries(platform());
    try (Engine engine = Engine.open()) {
      return new OneDnn(engine.version(), engine.isa(), libraries, Optional.empty());
    } catch (DnnlException | LinkageError e) {
      return new OneDnn("", "", libraries, Optional.of(problem(libraries, e)));
    }
  }

  static Problem problem(List<Library> libraries, Throwable e) {
    List<String> missing =
        libraries.stream().filter(library -> !library.found()).map(Library::name).toList();
    return missing.isEmpty()
        ? Problem.missing(
            "oneDNN does not load: " + e.getMessage(),
            "keep ~/.javacpp writable and not mounted noexec, or set"
                + " FOVEA_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR")
        : Problem.missing(
            "native libraries for %s are not on the class path: %s"
                .formatted(platform(), String.join(", ", missing)),
            "build on this machine: mvn -B package (Fovea runs on Linux and macOS, x86_64 and"
                + " arm64, and Windows x86_64)");
  }

  private static List<Library> libraries(String platform) {
    List<Library> libraries = new ArrayList<>();
    for (String name : List.of("javacpp", "OpenCL", "dnnl")) {
      String folder = "org/bytedeco/" + name.toLowerCase(Locale.ROOT) + "/" + platform + "/";
      String resource = folder + System.mapLibraryName("jni" + name);
      boolean found = OneDnn.class.getClassLoader().getResource(resource) != null;
      libraries.add(new Library(name.toLowerCase(Locale.ROOT), resource, found));
    }
    return libraries;
  }

  /** As JavaCPP names platforms. */
  static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "macosx" : os.contains("win") ? "windows" : "linux";
    return system
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
  }
}
