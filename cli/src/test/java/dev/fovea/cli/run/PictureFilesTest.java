// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  @TempDir private Path root;

  private Path file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  private List<Path> found(String... arguments) {
    return PictureFiles.of(Stream.of(arguments).map(a -> root.resolve(a).toString()).toList());
  }

  @Test
  void foldersHoldWhatTrainingFindsInThem() throws IOException {
    List<Path> pictures = List.of(file("in/a.JPE"), file("in/b.dib"), file("in/deep/er/c.Tiff"));
    file("in/notes.txt");
    file("in/._a.png");
    file("in/.hidden/a.png");
    file("in/__MACOSX/a.png");
    assertThat(found("in")).isEqualTo(pictures);
    Path linked = file("elsewhere/d.png");
    Files.createSymbolicLink(root.resolve("in/link"), linked.getParent());
    assertThat(found("in")).contains(root.resolve("in/link/d.png")).hasSize(4);
    Files.createSymbolicLink(root.resolve("whole"), root.resolve("in"));
    assertThat(found("whole")).hasSize(4);
  }

  @Test
  void aHiddenFolderThatIsNamedIsMeant() throws IOException {
    Path picture = file(".cache/a.png");
    assertThat(found(".cache")).containsExactly(picture);
    assertThat(found(".cache/*.png")).containsExactly(picture);
  }

  @Test
  void patternsMeanAnyFileButHiddenOnes() throws IOException {
    List<Path> files = List.of(file("in/a.png"), file("in/b.data"));
    file("in/._a.png");
    file("in/c/d.png");
    assertThat(found("in/*")).isEqualTo(files);
    assertThat(found("in/**")).hasSize(3);
    Files.createSymbolicLink(root.resolve("in/c/again"), root.resolve("in"));
    assertThat(found("in/*")).isEqualTo(files);
    assertThat(found("in/*/*.png")).containsExactly(root.resolve("in/c/d.png"));
    assertThatThrownBy(() -> found("in/**"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("is a link to a folder that it lies in");
    assertThat(found("in/._a.png")).hasSize(1);
    assertThatThrownBy(() -> found("in/*.gif"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("no file is meant by");
  }

  @Test
  void aFolderWithoutPicturesIsRefused() throws IOException {
    file("in/._a.png");
    assertThatThrownBy(() -> found("in"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            root.resolve("in")
                + " holds no pictures; their names end with jpg, jpeg, jpe, png, bmp, dib, gif, webp,"
                + " tif, tiff");
  }
}
