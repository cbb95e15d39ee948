// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.cifar;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One of the two sets, as its home page describes the binary version. */
public enum CifarKind {
  /** Ten classes; a record is the label and 3 x 32 x 32 samples. */
  CIFAR10(
      "cifar10",
      "cifar-10-binary.tar.gz",
      "cifar-10-batches-bin",
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList(),
      "test_batch.bin",
      "batches.meta.txt",
      10,
      1),
  /** A hundred classes; a record begins with the label of one of twenty groups, not used here. */
  CIFAR100(
      "cifar100",
      "cifar-100-binary.tar.gz",
      "cifar-100-binary",
      List.of("train.bin"),
      "test.bin",
      "fine_label_names.txt",
      100,
      2);

  static final int PIXELS = 3 * 32 * 32;
  private static final int TRAIN = 50_000;
  private static final int TEST = 10_000;

  private final String setName;
  private final String archive;
  private final String folder;
  private final List<String> train;
  private final String test;
  private final String names;
  private final int classes;
  private final int labelBytes;

  CifarKind(
      String setName,
      String archive,
      String folder,
      List<String> train,
      String test,
      String names,
      int classes,
      int labelBytes) {
    this.setName = setName;
    this.archive = archive;
    this.folder = folder;
    this.train = train;
    this.test = test;
    this.names = names;
    this.classes = classes;
    this.labelBytes = labelBytes;
  }

  /** The name users know it by. */
  public String setName() {
    return setName;
  }

  /** The file it is published as. */
  public String archive() {
    return archive;
  }

  /** The folder in that file. */
  String folder() {
    return folder;
  }

  List<String> train() {
    return train;
  }

  String test() {
    return test;
  }

  /** The file of class names, a line each. */
  String names() {
    return names;
  }

  int classes() {
    return classes;
  }

  /** Bytes before the samples; the last of them is the class. */
  int labelBytes() {
    return labelBytes;
  }

  /** Images in one of its files. */
  int images(String file) {
    return file.equals(test) ? TEST : TRAIN / train.size();
  }

  /** Length of one of its files. */
  long bytes(String file) {
    return (long) images(file) * (labelBytes + PIXELS);
  }

  /** All files that are read. */
  List<String> files() {
    return Stream.concat(train.stream(), Stream.of(test, names)).toList();
  }
}
