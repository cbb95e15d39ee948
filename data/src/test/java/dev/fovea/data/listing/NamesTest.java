// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names that are not ASCII, in locales that know them and in those that do not. */
@EnabledOnOs(OS.LINUX)
class NamesTest {
  @TempDir private Path root;
  private Gallery gallery;

  @BeforeEach
  void open() {
    assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
    gallery = new Gallery(root);
  }

  @Test
  void classesOfOneLengthStayApart() throws Exception {
    gallery.add("caf\u00e9", 2).add("caf\u00fc", 2);
    assertThat(read("C.UTF-8", root)).startsWith("[caf").doesNotContain("locale");
    assertThat(read("C", root)).contains(root + "/caf", "the name is not text in this locale");
  }

  @Test
  void filesAreFoundAgain() throws Exception {
    gallery.add("cat", 2).add("dog", 2).picture("cat/\u732b.png", 3, 3, 1);
    assertThat(read("C.UTF-8", root)).isEqualTo("[cat, dog]");
    assertThat(read("C", root)).contains(root + "/cat/", "set a UTF-8 one");
  }

  @Test
  void tablesNameFilesInTheLocale() throws Exception {
    Path csv = gallery.text("list.csv", "path,label\na.png,x\n\u732b.png,y\n");
    assertThat(read("C.UTF-8", csv)).isEqualTo("[x, y]");
    assertThat(read("C", csv)).contains("list.csv:3: '", "is not a path in this locale");
  }

  @Test
  void refusesMarksOfWhatCouldNotBeRead() {
    gallery.add("cat", 2).add("d\ufffdg", 2);
    assertThatThrownBy(() -> ImageList.read(root))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(root.resolve("d\ufffdg") + ": the name is not text");
    Path csv = gallery.text("list.csv", "path,label\na.png,x\nb.png,d\ufffdg\n");
    assertThatThrownBy(() -> ImageList.read(csv))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("list.csv:3: 'd\ufffdg' was damaged");
  }

  private static String read(String locale, Path place) throws IOException, InterruptedException {
    ProcessBuilder reading =
        new ProcessBuilder(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ReadList.class.getName(),
                place.toString()));
    reading.environment().put("LC_ALL", locale);
    Process process = reading.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said;
  }
}
