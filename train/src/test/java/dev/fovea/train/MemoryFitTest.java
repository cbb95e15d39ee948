// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
