// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageShape;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import org.junit.jupiter.api.Test;

/** The real set, had by the same chain as a user has it: cached, or fetched once. */
class FashionMnistTest {
  /** Notes E13: 60,000 images to train with, not 50,000; MNIST has the same split. */
  @Test
  void isTheSetEveryoneKnows() {
    DatasetSplits splits = Catalogue.standard().open(DataRequest.of("fashion-mnist"));
    assertThat(splits.train().size()).isEqualTo(60_000);
    assertThat(splits.test().size()).isEqualTo(10_000);
    assertThat(splits.train().shape(0)).isEqualTo(new ImageShape(1, 28, 28));
    assertThat(splits.train().labels().get(splits.train().label(0))).isEqualTo("ankle boot");
    long[] byClass = new long[10];
    double sum = 0;
    try (Loader loader = new Loader(splits.train(), LoaderOptions.of(256).shuffled(1).threads(1));
        Epoch epoch = loader.epoch(0)) {
      for (Batch batch : epoch) {
        try (batch) {
          for (int i = 0; i < batch.size(); i++) {
            byClass[batch.labels()[i]]++;
          }
          for (int p = 0; p < batch.size() * 784; p++) {
            sum += batch.images()[p];
          }
        }
      }
    }
    assertThat(byClass).containsOnly(6000);
    // The mean everyone normalises with: 0.2860.
    assertThat(sum / (60_000 * 784)).isBetween(0.28595, 0.28605);
  }
}
