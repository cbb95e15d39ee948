// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompareCommandTest {
  private static List<String> names(String... paths) {
    return CompareCommand.names(List.of(paths).stream().map(Path::of).toList());
  }

  @Test
  void runsOfOneNameAreToldApartByTheirPaths() {
    assertThat(names("a/one", "b/two")).containsExactly("one", "two");
    // The last one's path is its name, which the first must not have taken.
    assertThat(names("sub/one", "two", "one")).containsExactly("sub/one", "two", "one");
    assertThat(names("one", "sub/one")).containsExactly("one", "sub/one");
    assertThat(names("/")).containsExactly("/");
    assertThat(names("/x/sweep/a/run", "/x/sweep/b/c/run", "/x/else"))
        .containsExactly("a/run", "b/c/run", "else");
    assertThat(names("/x/run", "/y/run")).containsExactly("x/run", "y/run");
    assertThat(names("/x/run", "/x/run/run")).containsExactly("run", "run/run");
  }
}
