// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesAndLeavesNothingBeside() {
    Path file = folder.resolve("f");
    AtomicFile.write(file, "a longer text than the second");
    AtomicFile.write(file, "second");
    assertThat(file).hasContent("second");
    assertThat(Folders.list(folder)).containsExactly("f");
  }

  @Test
  void aFailedWriteKeepsTheOldFileAndRemovesTheNew() {
    Path file = folder.resolve("f");
    AtomicFile.write(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[100]));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(FoveaException.class)
        .hasMessage("cannot write %s: No space left on device", file);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file).hasContent("old");
    assertThat(Folders.list(folder)).containsExactly("f");
  }

  @Test
  void writesThroughSymbolicLinks() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere", "file"));
    for (String text : new String[] {"created", "replaced"}) {
      AtomicFile.write(link, text);
      assertThat(link).isSymbolicLink();
      assertThat(elsewhere.resolve("file")).hasContent(text);
    }
    assertThat(Folders.list(folder)).containsExactly("elsewhere", "link");
    assertThat(Folders.list(elsewhere)).containsExactly("file");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> AtomicFile.write(loop, ""))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("cannot write " + loop);
  }

  @Test
  @Timeout(60)
  void writesStraightToWhatIsNoRegularFile() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    AtomicFile.write(pipe, "through");
    assertThat(read.get()).isEqualTo("through");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(Folders.list(folder)).containsExactly("pipe");
  }

  @Test
  void takesOverWhatAKilledProcessLeft() throws IOException {
    Files.writeString(folder.resolve(".f" + AtomicFile.UNFINISHED), "half of something longer");
    AtomicFile.write(folder.resolve("f"), "whole");
    assertThat(folder.resolve("f")).hasContent("whole");
    assertThat(Folders.list(folder)).containsExactly("f");
  }

  @Test
  void errorsNameThePathAndTheReason() throws IOException {
    Path inNone = folder.resolve("none/f");
    assertThatThrownBy(() -> AtomicFile.write(inNone, ""))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("cannot write " + inNone + ": there is no such file or folder");
    Path file = Files.createFile(folder.resolve("f"));
    assertThatThrownBy(() -> Folders.create(file))
        .hasMessage("cannot create folder %s: a file is in the way", file);
    assertThatThrownBy(() -> Folders.create(file.resolve("g")))
        .isInstanceOf(FoveaException.class)
        .message()
        .hasLineCount(1);
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.createFile(taken.resolve("x"));
    assertThatThrownBy(() -> AtomicFile.write(taken, ""))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("cannot write " + taken);
  }

  @Test
  void removesTreesWithoutFollowingLinks() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.createFile(kept.resolve("precious"));
    Path tree = Files.createDirectories(folder.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Folders.remove(folder.resolve("tree"));
    Folders.remove(folder.resolve("tree"));
    assertThat(Folders.list(folder)).containsExactly("kept");
    assertThat(kept.resolve("precious")).exists();
  }

  @Test
  void textMustBeText() throws IOException {
    Path file = Files.write(folder.resolve("f"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> Folders.text(file)).hasMessage("%s: is not a text in UTF-8", file);
    assertThat(Folders.text(Files.writeString(file, "größer"))).isEqualTo("größer");
  }
}
