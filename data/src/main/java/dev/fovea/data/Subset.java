// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some images of a dataset, under its name and in its order. */
public final class Subset implements Dataset {
  private final Dataset whole;
  private final int[] chosen;

  private Subset(Dataset whole, int[] chosen) {
    this.whole = whole;
    this.chosen = chosen;
  }

  /**
   * The first images of each class, as many of one as of another where there are enough; image
   * folders are sorted by class, so the first of all would be of one.
   *
   * @param size how many in all
   */
  public static Subset balanced(Dataset whole, int size) {
    FoveaException.check(
        size >= 1 && size <= whole.size(),
        "%d of the %d images of %s, expected 1 to %d",
        size,
        whole.size(),
        whole.name(),
        whole.size());
    int[] labels = IntStream.range(0, whole.size()).map(whole::label).toArray();
    int most = mostPerClass(labels, whole.labels().size(), size);
    // Classes that still have images share what is left over, one each, in order.
    int[] taken = new int[whole.labels().size()];
    boolean[] in = new boolean[labels.length];
    int left = size;
    for (int i = 0; i < labels.length; i++) {
      if (taken[labels[i]] < most) {
        taken[labels[i]]++;
        in[i] = true;
        left--;
      }
    }
    for (int i = 0; i < labels.length && left > 0; i++) {
      if (!in[i] && taken[labels[i]] == most) {
        taken[labels[i]]++;
        in[i] = true;
        left--;
      }
    }
    return new Subset(whole, IntStream.range(0, in.length).filter(i -> in[i]).toArray());
  }

  /** The most images of each class that together are not more than {@code size}. */
  private static int mostPerClass(int[] labels, int classes, int size) {
    int[] counts = new int[classes];
    Arrays.stream(labels).forEach(label -> counts[label]++);
    int most = 0;
    while (most < size) {
      int next = most + 1;
      if (Arrays.stream(counts).mapToLong(count -> Math.min(count, next)).sum() > size) {
        break;
      }
      most = next;
    }
    return most;
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public List<String> labels() {
    return whole.labels();
  }

  @Override
  public ImageShape shape(int index) {
    return whole.shape(chosen[index]);
  }

  @Override
  public int label(int index) {
    return whole.label(chosen[index]);
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    whole.read(chosen[index], destination, offset);
  }

  @Override
  public ImageBytes image(int index) {
    return whole.image(chosen[index]);
  }

  @Override
  public String describe(int index) {
    return whole.describe(chosen[index]);
  }
}
