// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Activations.paperDropout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final TensorType X = TensorType.f32(2, 3);

  private static boolean[] kept(Dropout op, long seed, long step, int n) {
    int[] key = Dropout.key(seed, step);
    long mask = op.mask(key[0], key[1], key[2]);
    boolean[] kept = new boolean[n];
    for (int i = 0; i < n; i++) {
      kept[i] = op.keeps(mask, i);
    }
    return kept;
  }

  private static double agreement(boolean[] a, boolean[] b) {
    int same = 0;
    for (int i = 0; i < a.length; i++) {
      same += a[i] == b[i] ? 1 : 0;
    }
    return (double) same / a.length;
  }

  @Test
  void dropsItsRate() {
    int n = 100_000;
    for (double rate : new double[] {0, 0.1, 0.5, 0.9}) {
      int dropped = 0;
      for (boolean kept : kept(new Dropout(rate, 1, 7), 3, 11, n)) {
        dropped += kept ? 0 : 1;
      }
      // Five deviations of the binomial.
      double tolerance = 5 * Math.sqrt(rate * (1 - rate) / n) + 1e-9;
      assertThat((double) dropped / n).isCloseTo(rate, within(tolerance));
    }
  }

  @Test
  void theMaskIsAFunctionOfSeedStreamAndStep() {
    Dropout op = new Dropout(0.5, 2, 7);
    int n = 20_000;
    boolean[] mask = kept(op, 3, 11, n);
    assertThat(kept(op, 3, 11, n)).isEqualTo(mask);
    long high = 3 + (1L << 40);
    for (boolean[] other :
        List.of(
            kept(op, 4, 11, n),
            kept(op, high, 11, n),
            kept(op, -3, 11, n),
            kept(op, 3, 12, n),
            kept(new Dropout(0.5, 2, 8), 3, 11, n))) {
      assertThat(agreement(mask, other)).isCloseTo(0.5, within(0.02));
    }
  }

  @Test
  void theWholeSeedCounts() {
    assertThat(Dropout.key(0x1234567890abcdefL, 5)).containsExactly(0x90abcdef, 0x12345678, 5);
    assertThatThrownBy(() -> Dropout.key(1, 1L << 31)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> Dropout.key(1, -1)).isInstanceOf(FoveaException.class);
  }

  @Test
  void twoDropoutsOfANetworkDiffer() {
    Block net =
        Sequential.of()
            .then("a", dropout(0.5))
            .then("b", dropout(0.5))
            .then(dropout(0.5))
            .then(dropout(0.5));
    Graph graph = Trace.of("net", net, X, Mode.TRAIN);
    assertThat(
            graph.nodes().stream()
                .filter(node -> node.op() instanceof Dropout)
                .map(node -> ((Dropout) node.op()).stream())
                .distinct())
        .hasSize(4);
    assertThat(graph.leaves(Input.class)).hasSize(2);
    assertThat(Trace.of("net", net, X, Mode.TRAIN)).isEqualTo(graph);
  }

  @Test
  void inferenceDropsNothing() {
    Graph inverted = Trace.of("net", dropout(0.25), X, Mode.INFER);
    assertThat(inverted.nodes()).hasSize(1);
    Graph paper = Trace.of("net", paperDropout(0.25), X, Mode.INFER);
    assertThat(paper.toString()).contains("value=0.75").doesNotContain("dropout");
    Graph train = Trace.of("net", paperDropout(0.25), X, Mode.TRAIN);
    assertThat(train.toString()).contains("scale=1.0");
  }

  @Test
  void attributesAndOperandsAreChecked() {
    assertThatThrownBy(() -> new Dropout(1, 1, 0))
        .isInstanceOf(FoveaException.class)
        .hasMessage("Dropout: rate must lie in [0, 1), was 1.0");
    assertThatThrownBy(() -> new Dropout(0.5, 2, 0).infer(List.of(X, TensorType.i32(1))))
        .hasMessage("Dropout: key is i32[1], expected i32[3]");
  }
}
