// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CifarFilesTest {
  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(CifarKind.class)
  void foldersAndArchivesHoldTheSame(CifarKind kind) throws IOException {
    Path folder = CifarFixture.folder(kind, root.resolve(kind.folder()));
    check(kind, CifarFiles.find(kind, root).orElseThrow());
    check(kind, CifarFiles.find(kind, folder).orElseThrow());
    Path packed = Files.createDirectories(root.resolve("packed"));
    CifarFixture.archive(kind, folder, packed.resolve(kind.archive()));
    check(kind, CifarFiles.find(kind, packed).orElseThrow());
  }

  private static void check(CifarKind kind, Path place) {
    DatasetSplits splits = CifarFiles.read(kind, place).splits();
    Dataset train = splits.train();
    assertThat(train.size()).isEqualTo(50_000);
    assertThat(splits.test().size()).isEqualTo(10_000);
    assertThat(train.labels()).hasSize(kind.classes()).startsWith("class0", "class1");
    assertThat(train.shape(0)).isEqualTo(new ImageShape(3, 32, 32));
    assertThat(new int[] {train.label(0), train.label(1), train.label(2), train.label(3)})
        .containsExactly(1, 2, 3, 0);
    byte[] image = new byte[3072];
    train.read(2, image, 0);
    assertThat(image[0]).isEqualTo((byte) 102);
    // The first sample of the green plane.
    assertThat(image[1024]).isEqualTo((byte) (kind == CifarKind.CIFAR10 ? '1' : 'n'));
    if (kind == CifarKind.CIFAR10) {
      train.read(40_001, image, 0);
      assertThat(image[1024]).isEqualTo((byte) '5');
    }
  }

  @Test
  void refusesFilesOfAnotherLength() throws IOException {
    Path folder = CifarFixture.folder(CifarKind.CIFAR10, root);
    Path batch = folder.resolve("data_batch_3.bin");
    resize(batch, 30_729_999);
    refused("data_batch_3.bin has 30729999 bytes, expected 30730000; fetch it again");
    resize(batch, 30_730_001);
    refused("data_batch_3.bin has 30730001 bytes");
    Files.delete(batch);
    refused("data_batch_3.bin is missing");
  }

  @Test
  void refusesLabelsOutOfRangeAndMissingNames() throws IOException {
    Path folder = CifarFixture.folder(CifarKind.CIFAR10, root);
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("test_batch.bin").toFile(), "rw")) {
      file.seek(3073);
      file.write(10);
    }
    refused("test_batch.bin has label 10 at byte 3073, expected 0 to 9");
    Files.writeString(folder.resolve("batches.meta.txt"), "cat\ndog\n");
    refused("batches.meta.txt names 2 classes, expected 10");
  }

  @Test
  void refusesDamagedArchives() throws IOException {
    Path folder = CifarFixture.folder(CifarKind.CIFAR10, root.resolve("files"));
    Path archive =
        CifarFixture.archive(CifarKind.CIFAR10, folder, root.resolve(CifarKind.CIFAR10.archive()));
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
    refused("is cut short; fetch it again");
    Files.write(archive, Arrays.copyOf(whole, 5));
    refused("is cut short; fetch it again");
    Files.writeString(archive, "<html>not found</html>");
    refused("is not a whole gzip file (Not in GZIP format); fetch it again");
    CifarFixture.archive(
        CifarKind.CIFAR100, CifarFixture.folder(CifarKind.CIFAR100, root.resolve("c")), archive);
    refused("holds no data_batch_1.bin");
  }

  private static void resize(Path file, long length) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(length);
    }
  }

  private void refused(String message) {
    Path place = CifarFiles.find(CifarKind.CIFAR10, root).orElseThrow();
    assertThatThrownBy(() -> CifarFiles.read(CifarKind.CIFAR10, place).splits())
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
