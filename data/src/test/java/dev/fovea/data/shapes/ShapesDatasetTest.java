// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.MemoryDataset;
import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapesDatasetTest {
  @Test
  void drawsTheSameImageForTheSameSeedPartAndIndex() {
    DatasetSplits set = ShapesDataset.splits(7, 100, 30);
    assertThat(set.train().size()).isEqualTo(100);
    assertThat(set.test().size()).isEqualTo(30);
    byte[] image = image(set.train(), 42);
    assertThat(image(ShapesDataset.splits(7, 50, 30).train(), 42)).isEqualTo(image);
    assertThat(image(ShapesDataset.splits(8, 100, 30).train(), 42)).isNotEqualTo(image);
    assertThat(image(set.train(), 2)).isNotEqualTo(image(set.test(), 2));
    assertThat(image(set.train(), 52)).isNotEqualTo(image);
    assertThat(image(MemoryDataset.copyOf(set.train()), 42)).isEqualTo(image);
  }

  @Test
  void classesCanBeToldApart() {
    // Nearest class mean in the space of a figure's radial profile would need alignment; nearest
    // neighbours in pixels need none and beat chance by far only if classes differ in shape.
    DatasetSplits set = ShapesDataset.splits(1, 3000, 200);
    int correct = 0;
    byte[][] known = new byte[set.train().size()][];
    for (int i = 0; i < known.length; i++) {
      known[i] = image(set.train(), i);
    }
    for (int i = 0; i < set.test().size(); i++) {
      byte[] asked = image(set.test(), i);
      int best = 0;
      long bestDistance = Long.MAX_VALUE;
      for (int k = 0; k < known.length; k++) {
        long distance = distance(asked, known[k]);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = k;
        }
      }
      correct += set.train().label(best) == set.test().label(i) ? 1 : 0;
    }
    assertThat(correct / (double) set.test().size()).isGreaterThan(0.4);
  }

  @Test
  void refusesAnEmptySet() {
    assertThatThrownBy(() -> new ShapesDataset(1, 0, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("0 images");
  }

  private static byte[] image(Dataset set, int index) {
    byte[] pixels = new byte[set.shape(index).bytes()];
    Arrays.fill(pixels, (byte) 99);
    set.read(index, pixels, 0);
    return pixels;
  }

  private static long distance(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      int d = (a[i] & 0xff) - (b[i] & 0xff);
      sum += d * d;
    }
    return sum;
  }
}
