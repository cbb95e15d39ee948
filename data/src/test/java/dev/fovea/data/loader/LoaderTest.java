// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.MemoryDataset;
import dev.fovea.data.image.Picture;
import dev.fovea.data.image.Resample;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoaderTest {
  private static final Dataset SET = MemoryDataset.copyOf(new ShapesDataset(3, 0, 103));

  @Test
  void deliversEveryImageOnceAndThePartialBatchLast() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(25).shuffled(9).threads(2))) {
      List<Integer> sizes = new ArrayList<>();
      boolean[] seen = new boolean[SET.size()];
      try (Epoch epoch = loader.epoch(0)) {
        for (Batch batch : epoch) {
          try (batch) {
            assertThat(batch.number()).isEqualTo(sizes.size());
            sizes.add(batch.size());
            for (int i = 0; i < batch.size(); i++) {
              assertThat(seen[batch.indices()[i]]).isFalse();
              seen[batch.indices()[i]] = true;
              assertThat(batch.labels()[i]).isEqualTo(SET.label(batch.indices()[i]));
            }
          }
        }
        assertThat(epoch.next()).isNull();
      }
      assertThat(sizes).containsExactly(25, 25, 25, 25, 3);
      assertThat(loader.batches()).isEqualTo(5);
      assertThat(seen).doesNotContain(false);
    }
  }

  @Test
  void scalesBytesByExactDivision() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(4));
        Epoch epoch = loader.epoch(0);
        Batch batch = epoch.next()) {
      byte[] third = new byte[784];
      SET.read(2, third, 0);
      for (int p = 0; p < 784; p++) {
        assertThat(batch.images()[2 * 784 + p]).isEqualTo((third[p] & 0xff) / 255f);
      }
    }
  }

  @Test
  void resizesLikeAPicture() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(2).size(40, 36));
        Epoch epoch = loader.epoch(0);
        Batch batch = epoch.next()) {
      byte[] original = new byte[784];
      SET.read(1, original, 0);
      Picture picture = new Picture(SET.shape(1), original).resized(40, 36, Resample.BILINEAR);
      assertThat(loader.shape()).isEqualTo(new ImageShape(1, 40, 36));
      for (int p = 0; p < 40 * 36; p++) {
        assertThat(batch.images()[40 * 36 + p]).isEqualTo((picture.samples()[p] & 0xff) / 255f);
      }
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfThreads() {
    List<Integer> alone = fingerprint(LoaderOptions.of(7).shuffled(5), 0);
    for (int threads : new int[] {1, 2, 5}) {
      assertThat(fingerprint(LoaderOptions.of(7).shuffled(5).threads(threads), 0))
          .as("%d threads", threads)
          .isEqualTo(alone);
    }
    assertThat(fingerprint(LoaderOptions.of(7).shuffled(5), 1)).isNotEqualTo(alone);
    assertThat(fingerprint(LoaderOptions.of(7).shuffled(6), 0)).isNotEqualTo(alone);
  }

  @Test
  void resumesInTheMiddleOfAnEpoch() {
    LoaderOptions options = LoaderOptions.of(10).shuffled(5).threads(2);
    try (Loader loader = new Loader(SET, options)) {
      List<Integer> rest;
      try (Epoch epoch = loader.epoch(4, 6)) {
        rest = fingerprint(epoch);
      }
      try (Epoch epoch = loader.epoch(4)) {
        assertThat(fingerprint(epoch).subList(6, 11)).isEqualTo(rest);
      }
      assertThatThrownBy(() -> loader.epoch(4, 12)).isInstanceOf(FoveaException.class);
    }
  }

  @Test
  void recyclesItsBuffers() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(5).threads(2).prefetch(3))) {
      Map<float[], Boolean> arrays = new IdentityHashMap<>();
      for (int e = 0; e < 20; e++) {
        try (Epoch epoch = loader.epoch(e)) {
          for (Batch batch : epoch) {
            arrays.put(batch.images(), true);
            batch.close();
            batch.close();
          }
        }
      }
      assertThat(arrays.size()).isLessThanOrEqualTo(4);
      assertThat(loader.dataWaitNanos()).isPositive();
    }
  }

  @Test
  void saysSoWhenAllBatchesAreHeld() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(5).threads(1).prefetch(2));
        Epoch epoch = loader.epoch(0)) {
      List<Batch> held = List.of(epoch.next(), epoch.next(), epoch.next());
      assertThatThrownBy(epoch::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("all 3 batches are in use");
      held.get(0).close();
      try (Batch batch = epoch.next()) {
        assertThat(batch.number()).isEqualTo(3);
      }
    }
  }

  @Test
  void endsAnEpochEarlyAndStartsTheNext() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(5).shuffled(1).threads(3))) {
      List<Integer> whole;
      try (Epoch epoch = loader.epoch(7)) {
        whole = fingerprint(epoch);
      }
      for (int i = 0; i < 50; i++) {
        try (Epoch epoch = loader.epoch(i);
            Batch batch = epoch.next()) {
          assertThat(batch.size()).isEqualTo(5);
          assertThatThrownBy(() -> loader.epoch(0)).hasMessageContaining("close the previous");
        }
      }
      try (Epoch epoch = loader.epoch(7)) {
        assertThat(fingerprint(epoch)).isEqualTo(whole);
      }
    }
  }

  @Test
  void namesTheImageThatFails() {
    for (int threads : new int[] {0, 1, 4}) {
      try (Loader loader =
              new Loader(new OneBroken(SET, 17), LoaderOptions.of(5).threads(threads));
          Epoch epoch = loader.epoch(0)) {
        for (int i = 0; i < 3; i++) {
          epoch.next().close();
        }
        assertThatThrownBy(epoch::next)
            .isInstanceOf(FoveaException.class)
            .hasMessage("shapes image 17: the disk is gone");
        // The rest of the epoch is unharmed.
        for (int number = 4; number < loader.batches(); number++) {
          try (Batch batch = epoch.next()) {
            assertThat(batch.number()).isEqualTo(number);
          }
        }
        assertThat(epoch.next()).isNull();
      }
    }
  }

  @Test
  void survivesADatasetWhereEveryImageFails() {
    Dataset broken = new OneBroken(SET, -1);
    try (Loader loader = new Loader(broken, LoaderOptions.of(2).threads(3));
        Epoch epoch = loader.epoch(0)) {
      for (int number = 0; number < loader.batches(); number++) {
        assertThatThrownBy(epoch::next).hasMessageContaining("image " + 2 * number);
      }
      assertThat(epoch.next()).isNull();
    }
  }

  @Test
  void stopsItsThreadsWhenClosed() {
    Loader loader = new Loader(SET, LoaderOptions.of(5).threads(3));
    Epoch epoch = loader.epoch(0);
    epoch.next().close();
    assertThat(loaderThreads()).isEqualTo(3);
    loader.close();
    assertThat(loaderThreads()).isZero();
    assertThatThrownBy(epoch::next).hasMessageContaining("closed");
  }

  @Test
  void refusesImpossibleOptions() {
    assertThatThrownBy(() -> LoaderOptions.of(0))
        .hasMessage("batch size is 0, expected at least 1");
    assertThatThrownBy(() -> LoaderOptions.of(1).threads(-1)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> LoaderOptions.of(1).size(0, 5)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> LoaderOptions.of(1).size(-2, 5)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> new Loader(SET, LoaderOptions.of(2_000_000_000).size(9999, 9999)))
        .isInstanceOf(FoveaException.class);
  }

  @Test
  void takesABatchLargerThanTheSet() {
    try (Loader loader = new Loader(SET, LoaderOptions.of(1000).threads(1));
        Epoch epoch = loader.epoch(0);
        Batch batch = epoch.next()) {
      assertThat(batch.size()).isEqualTo(103);
      assertThat(batch.images()).hasSize(103 * 784);
    }
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fovea-loader-"))
        .count();
  }

  private static List<Integer> fingerprint(LoaderOptions options, int number) {
    try (Loader loader = new Loader(SET, options);
        Epoch epoch = loader.epoch(number)) {
      return fingerprint(epoch);
    }
  }

  private static List<Integer> fingerprint(Epoch epoch) {
    List<Integer> hashes = new ArrayList<>();
    for (Batch batch : epoch) {
      try (batch) {
        float[] used = Arrays.copyOf(batch.images(), batch.size() * batch.shape().bytes());
        hashes.add(
            Arrays.hashCode(used) * 31
                + Arrays.hashCode(Arrays.copyOf(batch.labels(), batch.size())));
      }
    }
    return hashes;
  }

  /** Fails at one image, or at all when that is -1. */
  private record OneBroken(Dataset whole, int broken) implements Dataset {
    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public List<String> labels() {
      return whole.labels();
    }

    @Override
    public ImageShape shape(int index) {
      return whole.shape(index);
    }

    @Override
    public int label(int index) {
      return whole.label(index);
    }

    @Override
    public void read(int index, byte[] destination, int offset) {
      if (index == broken || broken == -1) {
        throw new FoveaException("the disk is gone");
      }
      whole.read(index, destination, offset);
    }
  }
}
