// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A dataset of four IDX files.
 *
 * @param labels class names
 * @param files training images, training labels, test images, test labels
 * @param mirrors addresses of folders that hold the files gzipped, as {@code name.gz}
 * @param systemPackage the Debian and Ubuntu package that holds them, if there is one
 */
record IdxEntry(
    String name,
    List<String> labels,
    List<IdxSpec> files,
    List<URI> mirrors,
    Optional<String> systemPackage) {

  /**
   * One file.
   *
   * @param rank 3 for images, 1 for labels
   * @param bytes length unpacked
   * @param sha256 of the unpacked content
   */
  record IdxSpec(String name, int rank, long bytes, String sha256) {}

  static final IdxEntry FASHION_MNIST =
      new IdxEntry(
          "fashion-mnist",
          List.of(
              "t-shirt",
              "trouser",
              "pullover",
              "dress",
              "coat",
              "sandal",
              "shirt",
              "sneaker",
              "bag",
              "ankle boot"),
          mnistFiles(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          List.of(
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
              URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          Optional.of("dataset-fashion-mnist"));

  static final IdxEntry MNIST =
      new IdxEntry(
          "mnist",
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
          mnistFiles(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          Optional.empty());

  private static List<IdxSpec> mnistFiles(
      String trainImages, String trainLabels, String testImages, String testLabels) {
    return List.of(
        new IdxSpec("train-images-idx3-ubyte", 3, 16 + 60_000 * 784, trainImages),
        new IdxSpec("train-labels-idx1-ubyte", 1, 8 + 60_000, trainLabels),
        new IdxSpec("t10k-images-idx3-ubyte", 3, 16 + 10_000 * 784, testImages),
        new IdxSpec("t10k-labels-idx1-ubyte", 1, 8 + 10_000, testLabels));
  }
}
