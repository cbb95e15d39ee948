// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFitTest {
  private static Job job(Recipe recipe, long memory) {
    Compute all = Tiny.compute();
    Compute some = new Compute(all.backend(), all.options(), 1, memory);
    return new Job("tiny", Tiny.network(), Tiny.data(), recipe, some);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void namesABatchThatFits(int group) {
    Recipe recipe = Tiny.RECIPE.batch(40).accumulate(group);
    long most = need(recipe, 10);
    List<TrainEvent> events = new ArrayList<>();
    Trainer trainer = Tiny.trainer(job(recipe, most), events::add);
    Throwable thrown = null;
    try {
      trainer.run();
    } catch (FoveaException e) {
      thrown = e;
    }
    assertThat(thrown).isNotNull();
    assertThat(thrown)
        .hasMessageStartingWith("tiny at batch 40 needs ")
        .hasMessageContaining(" MiB of memory are free; --batch ")
        .message()
        .hasLineCount(1);
    assertThat(events).hasSize(1).first().isInstanceOf(TrainEvent.RunFailed.class);
    Matcher found = Pattern.compile("--batch (\\d+)").matcher(thrown.getMessage());
    assertThat(found.find()).isTrue();
    int fits = Integer.parseInt(found.group(1));
    assertThat(need(recipe, fits)).isLessThanOrEqualTo(most);
    assertThat(need(recipe, fits + 1)).isGreaterThan(most);
    assertThat(Tiny.trainer(job(recipe.batch(fits), most)).run().over()).isTrue();
  }

  private static long need(Recipe recipe, int batch) {
    return new MemoryFit(job(recipe, 1)).need(batch).all();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void namesABatchWhoseImagesFitIntoTheHeap(int threads) {
    long most = LoaderHeap.of(heap(40, threads, 0), 10).all();
    assertThatThrownBy(Tiny.trainer(heap(40, threads, most))::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("tiny at batch 40 needs ")
        .hasMessageContaining(" of the Java heap for images (training ")
        .hasMessageContaining(" of it are free; --batch 1")
        .hasMessageEndingWith("; FOVEA_JAVA_OPTS=-Xmx8g gives more")
        .message()
        .hasLineCount(1);
    assertThat(Tiny.trainer(heap(10, threads, most)).run().over()).isTrue();
    assertThatThrownBy(Tiny.trainer(heap(40, threads, 99))::run)
        .hasMessageContaining("not even --batch 1 fits");
  }

  private static Job heap(int batch, int threads, long heap) {
    Compute all = Tiny.compute();
    Compute some = new Compute(all.backend(), all.options(), threads, Long.MAX_VALUE, heap);
    return new Job("tiny", Tiny.network(), Tiny.data(), Tiny.RECIPE.batch(batch), some);
  }

  /** What is reckoned with is what a loader has, which nothing but its refusal tells. */
  @ParameterizedTest
  @CsvSource({"0, 16", "1, 16", "3, 16", "3, 4", "1, 40"})
  void aLoaderKeepsAsManyBatchesAsIsReckoned(int threads, int batch) {
    LoaderOptions options = Tiny.RECIPE.batch(batch).training().threads(threads);
    int batches = LoaderHeap.batches(options, 40);
    int kept = 0;
    try (Loader loader = new Loader(Tiny.data().train(), options)) {
      Epoch epoch = loader.epoch(0);
      for (Batch next = epoch.next(); next != null; next = epoch.next()) {
        assertThat(next.images()).hasSize(batch * Tiny.SIZE * Tiny.SIZE);
        kept++;
      }
      assertThat(kept).isLessThanOrEqualTo(batches).isEqualTo(loader.batches());
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageStartingWith("all " + batches + " batches are in use");
      assertThat(kept).isEqualTo(batches);
    }
  }

  @Test
  void theHeapOfALoaderIsThatOfItsBatches() {
    // Of 40 and of 20 images: the batch in use, two ahead, and the last one on its own.
    LoaderHeap need = LoaderHeap.of(heap(16, 1, 0), 16);
    int samples = 4 * Tiny.SIZE * Tiny.SIZE;
    assertThat(need.training()).isEqualTo(3 * 16 * (samples + 16) + 8 * samples);
    assertThat(need.evaluation()).isEqualTo(3 * 16 * (samples + 16) + 4 * samples);
  }

  @Test
  void saysWhenNothingFits() {
    assertThatThrownBy(Tiny.trainer(job(Tiny.RECIPE, 1000))::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageEndingWith("not even --batch 1 fits; take a smaller network or --size");
  }

  @Test
  void thePlanIsWhatIsTaken() {
    MemoryFit.Need need = new MemoryFit(job(Tiny.RECIPE, 1)).need(16);
    long[] arena = new long[1];
    Tiny.trainer(
            job(Tiny.RECIPE, need.all()),
            e -> {
              if (e instanceof TrainEvent.RunStarted started) {
                arena[0] = started.setting().arenaBytes();
              }
            })
        .run();
    // 40 images: a full step, and the half of one in the last batch.
    assertThat(need.step()).isEqualTo(arena[0] + arena[0] / 2);
  }
}
