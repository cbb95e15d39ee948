// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.cifar.CifarKind;
import java.net.URI;
import java.util.List;

/**
 * A dataset of one archive.
 *
 * @param bytes length of the archive
 * @param sha256 of the archive
 * @param addresses where it may be had
 */
record CifarEntry(CifarKind kind, long bytes, String sha256, List<URI> addresses) {
  static final CifarEntry CIFAR10 =
      new CifarEntry(
          CifarKind.CIFAR10,
          170_052_171,
          "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
          List.of(
              URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
              URI.create("https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz"),
              URI.create(
                  "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz")));

  static final CifarEntry CIFAR100 =
      new CifarEntry(
          CifarKind.CIFAR100,
          169_001_437,
          "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
          List.of(
              URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
              URI.create("https://cave.cs.toronto.edu/kriz/cifar-100-binary.tar.gz")));

  String name() {
    return kind.setName();
  }
}
