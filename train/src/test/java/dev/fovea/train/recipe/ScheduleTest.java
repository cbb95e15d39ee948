// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Schedule.Kind;
import dev.fovea.train.recipe.Schedule.Moment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final int PER_EPOCH = 10;
  private static final int EPOCHS = 10;

  private static double at(Schedule schedule, long step, double... losses) {
    List<Double> history = new ArrayList<>();
    for (double loss : losses) {
      history.add(loss);
    }
    return schedule.factor(new Moment(step, PER_EPOCH, EPOCHS, history));
  }

  private static Schedule schedule(Kind kind, double warmup, double end, List<Double> at) {
    return new Schedule(kind, warmup, end, 0.5, 3, at, 0.2, 2, 1);
  }

  private static void isAt(Schedule schedule, long step, double value) {
    assertThat(at(schedule, step)).as("%s at %d", schedule, step).isCloseTo(value, within(1e-12));
  }

  @Test
  void constantIsConstant() {
    isAt(Schedule.CONSTANT, 0, 1);
    isAt(Schedule.CONSTANT, 99, 1);
  }

  @Test
  void stepsFallEveryFewEpochs() {
    Schedule s = schedule(Kind.STEP, 0, 0, List.of());
    isAt(s, 29, 1);
    isAt(s, 30, 0.5);
    isAt(s, 99, 0.125);
    Schedule multi = schedule(Kind.MULTI_STEP, 0, 0, List.of(1.5, 8.0));
    isAt(multi, 14, 1);
    isAt(multi, 15, 0.5);
    isAt(multi, 80, 0.25);
  }

  /** 3 of 10 steps are 0.3 epochs, and 0.3 / 0.1 is a little below 3. */
  @Test
  void partsOfAnEpochAreCountedWithoutRounding() {
    for (double every : new double[] {0.1, 0.3, 0.7, 1.1}) {
      Schedule s = new Schedule(Kind.STEP, 0, 0, 0.5, every, List.of(), 0.2, 2, 1);
      for (int step = 0; step < 100; step++) {
        isAt(s, step, Math.pow(0.5, step / (int) Math.round(10 * every)));
      }
    }
  }

  @Test
  void cosineAndPolynomialFallToTheEnd() {
    Schedule cosine = schedule(Kind.COSINE, 0, 0.1, List.of());
    isAt(cosine, 0, 1);
    isAt(cosine, 50, 0.55);
    isAt(cosine, 25, 0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2);
    isAt(cosine, 100, 0.1);
    Schedule polynomial = schedule(Kind.POLYNOMIAL, 0, 0.2, List.of());
    isAt(polynomial, 0, 1);
    isAt(polynomial, 50, 0.2 + 0.8 * 0.25);
    isAt(polynomial, 100, 0.2);
  }

  @Test
  void warmUpRisesInStraightSteps() {
    Schedule s = schedule(Kind.COSINE, 2, 0, List.of());
    isAt(s, 0, 1 / 20.0);
    isAt(s, 9, 0.5);
    isAt(s, 19, 1);
    isAt(s, 20, 1);
    isAt(s, 60, 0.5);
  }

  @Test
  void oneCycleRisesAndFalls() {
    Schedule s = schedule(Kind.ONE_CYCLE, 0, 0.001, List.of());
    isAt(s, 0, 1 / 25.0);
    isAt(s, 10, (1 + 1 / 25.0) / 2);
    isAt(s, 20, 1);
    isAt(s, 60, (1 + 0.001) / 2);
    isAt(s, 100, 0.001);
    Schedule t = schedule(Kind.TRIANGLE, 0, 0, List.of());
    isAt(t, 0, 1 / 21.0);
    isAt(t, 20, 1);
    isAt(t, 60, 0.5);
    isAt(t, 100, 0);
  }

  @Test
  void plateauWaitsForTheLossToFall() {
    Schedule s = schedule(Kind.PLATEAU, 0, 0, List.of());
    assertThat(at(s, 0)).isEqualTo(1);
    assertThat(at(s, 20, 1, 0.9)).isEqualTo(1);
    assertThat(at(s, 30, 1, 0.9, 0.95)).isEqualTo(1);
    assertThat(at(s, 40, 1, 0.9, 0.95, 0.95)).isEqualTo(0.5);
    assertThat(at(s, 50, 1, 0.9, 0.95, 0.95, 0.95)).isEqualTo(0.5);
    assertThat(at(s, 60, 1, 0.9, 0.95, 0.95, 0.95, 0.89999)).isEqualTo(0.25);
    assertThat(at(s, 60, 1, 0.9, 0.95, 0.95, 0.95, 0.8)).isEqualTo(0.5);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> schedule(Kind.ONE_CYCLE, 1, 0, List.of()))
        .isInstanceOf(FoveaException.class)
        .hasMessage("schedule one-cycle rises by itself; drop warmup");
    assertThatThrownBy(() -> schedule(Kind.MULTI_STEP, 0, 0, List.of()))
        .hasMessageContaining("needs lrAt");
    assertThatThrownBy(() -> schedule(Kind.MULTI_STEP, 0, 0, List.of(3.0, 3.0)))
        .hasMessageContaining("rising order");
    assertThatThrownBy(() -> schedule(Kind.COSINE, Double.NaN, 0, List.of()))
        .isInstanceOf(FoveaException.class);
  }
}
