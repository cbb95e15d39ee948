// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.train.metric.Logits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final int N = 7;
  private static final int C = 10;

  private interface Check {
    void on(Batch batch, float[] targets);
  }

  private static void encoded(Targets targets, String augment, Check check) {
    LoaderOptions options =
        LoaderOptions.of(N)
            .augmented(
                augment.isEmpty() ? Augmentation.NONE : Augmentation.parse(List.of(augment)));
    try (Loader loader = new Loader(new ShapesDataset(1, 0, N), options);
        Epoch epoch = loader.epoch(0);
        Batch batch = epoch.next()) {
      float[] into = new float[N * C];
      targets.encode(batch, C, into);
      check.on(batch, into);
    }
  }

  @Test
  void smoothingSpreadsItsShareOverAllClasses() {
    encoded(
        new Targets(0.1, List.of()),
        "",
        (batch, t) -> {
          for (int i = 0; i < t.length; i++) {
            double want = i % C == batch.labels()[i / C] ? 0.91 : 0.01;
            assertThat(t[i]).isCloseTo((float) want, within(1e-7f));
          }
        });
  }

  @Test
  void mixedImagesHaveBothTargets() {
    encoded(
        Targets.PLAIN,
        "mixup 1",
        (batch, t) -> {
          for (int n = 0; n < N; n++) {
            float share = batch.shares()[n];
            assertThat(t[n * C + batch.labels()[n]]).isCloseTo(share, within(1e-6f));
            assertThat(t[n * C + batch.others()[n]]).isCloseTo(1 - share, within(1e-6f));
          }
        });
  }

  /** PyTorch: weighted sum of the images' losses by the sum of the weights of their classes. */
  @Test
  void weightsGiveTheWeightedMeanOfTheLosses() {
    List<Double> weights = new ArrayList<>();
    for (int c = 0; c < C; c++) {
      weights.add(0.5 + c);
    }
    float[] logits = new float[N * C];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.sin(i);
    }
    encoded(
        new Targets(0, weights),
        "",
        (batch, t) -> {
          double loss = 0;
          double sum = 0;
          double viaTargets = 0;
          for (int n = 0; n < N; n++) {
            float[] row = java.util.Arrays.copyOfRange(logits, n * C, (n + 1) * C);
            double w = weights.get(batch.labels()[n]);
            sum += w;
            for (int c = 0; c < C; c++) {
              double l = Logits.crossEntropy(row, new int[] {c}, 1, C);
              loss += c == batch.labels()[n] ? w * l : 0;
              viaTargets += t[n * C + c] * l / N;
            }
          }
          assertThat(viaTargets).isCloseTo(loss / sum, within(1e-6));
        });
  }

  @Test
  void weightsOfAbsentClassesMayBeZero() {
    List<Double> weights = new ArrayList<>(java.util.Collections.nCopies(C, 0.0));
    weights.set(9, 1.0);
    // The seven images are of classes 0 to 6.
    encoded(new Targets(0, weights), "", (batch, t) -> assertThat(t).containsOnly(0));
    assertThatThrownBy(() -> new Targets(0, List.of(0.0, 0.0)))
        .hasMessage("classWeights are all 0, so there is nothing to learn");
    assertThatThrownBy(() -> new Targets(0, List.of(1.0)).checkFits(10, "shapes"))
        .hasMessage("classWeights has 1 numbers, shapes has 10 classes");
  }
}
