// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A file that tells the JVM's compilers what to leave alone ({@code jcmd PID help
 * Compiler.directives_add}). Given to a running JVM, because one that reads it at its start
 * announces that on standard output.
 */
final class CompilerDirectives {
  /** Where the launcher says which file. */
  private static final String PROPERTY = "fovea.directives";

  private CompilerDirectives() {}

  /** Applies the launcher's file, if it gave one, in a thread of its own: it takes a while. */
  static void applyLaunched() {
    Optional.ofNullable(System.getProperty(PROPERTY))
        .map(Path::of)
        .ifPresent(
            file -> {
              Thread thread = new Thread(() -> apply(file), "compiler-directives");
              thread.setDaemon(true);
              thread.start();
            });
  }

  /**
   * Applies a file to what is compiled from now on; what the JVM answers, or nothing where there is
   * no such JVM.
   */
  static Optional<String> apply(Path file) {
    try {
      Object answer =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerDirectivesAdd",
                  new Object[] {new String[] {file.toString()}},
                  new String[] {String[].class.getName()});
      return Optional.of(answer.toString().strip());
    } catch (JMException e) {
      return Optional.empty();
    }
  }
}
