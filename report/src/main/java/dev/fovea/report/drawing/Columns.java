// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The x of every place: each is drawn to the middle of its neighbours, the main path much harder
 * than lines beside it, while a row keeps its order and distances. What is best for one row alone
 * is found exactly, by pooling adjacent violators.
 */
final class Columns {
  /** Odd, so that the last goes down and leaves what follows a box straight below it. */
  private static final int SWEEPS = 25;

  private static final double BOX = 1000;
  private static final double LINE = 1;

  private final List<List<Ranks.Place>> rows;
  private final ToDoubleFunction<Ranks.Place> width;
  private final double gap;
  private final double[] x;

  Columns(List<List<Ranks.Place>> rows, ToDoubleFunction<Ranks.Place> width, double gap) {
    this.rows = rows;
    this.width = width;
    this.gap = gap;
    x = new double[rows.stream().mapToInt(List::size).sum()];
    for (List<Ranks.Place> row : rows) {
      arrange(row, place -> 0);
    }
    for (int i = 0; i < SWEEPS; i++) {
      boolean up = i % 2 == 1;
      for (int k = 0; k < rows.size(); k++) {
        List<Ranks.Place> row = rows.get(up ? rows.size() - 1 - k : k);
        arrange(row, place -> middle(place, up ? place.below() : place.above()));
      }
    }
    straighten();
  }

  /** Makes every passing line straight that can be. */
  private void straighten() {
    for (List<Ranks.Place> row : rows) {
      for (Ranks.Place place : row) {
        if (place.line() && !place.above().get(0).line()) {
          List<Ranks.Place> chain = new ArrayList<>(List.of(place));
          while (chain.get(chain.size() - 1).below().get(0).line()) {
            chain.add(chain.get(chain.size() - 1).below().get(0));
          }
          straighten(chain);
        }
      }
    }
  }

  private void straighten(List<Ranks.Place> chain) {
    DoubleSummaryStatistics spread = chain.stream().mapToDouble(this::x).summaryStatistics();
    for (double wanted : new double[] {spread.getMax(), spread.getMin(), spread.getAverage()}) {
      if (chain.stream().allMatch(place -> isFree(place, wanted))) {
        chain.forEach(place -> x[place.index()] = wanted);
        return;
      }
    }
  }

  private boolean isFree(Ranks.Place place, double wanted) {
    List<Ranks.Place> row = rows.get(place.rank());
    int at = row.indexOf(place);
    return (at == 0 || wanted - x(row.get(at - 1)) >= apart(row, at) - 1e-6)
        && (at + 1 == row.size() || x(row.get(at + 1)) - wanted >= apart(row, at + 1) - 1e-6);
  }

  /** How far place {@code i} of a row must be from the one before it. */
  private double apart(List<Ranks.Place> row, int i) {
    return (width.applyAsDouble(row.get(i - 1)) + width.applyAsDouble(row.get(i))) / 2 + gap;
  }

  /** The middle of a place. */
  double x(Ranks.Place place) {
    return x[place.index()];
  }

  private static double weight(Ranks.Place place) {
    return place.side() ? LINE : BOX;
  }

  /** The weighted mean of the neighbours, which a row of equal branches is centred on, too. */
  private double middle(Ranks.Place place, List<Ranks.Place> neighbours) {
    double weight = 0;
    double sum = 0;
    for (Ranks.Place neighbour : neighbours) {
      weight += weight(neighbour);
      sum += weight(neighbour) * x(neighbour);
    }
    return neighbours.isEmpty() ? x(place) : sum / weight;
  }

  private static final class Pool {
    private double weight;
    private double sum;
    private int size;
  }

  /** Puts a row as near to the wanted places as its order and distances allow. */
  private void arrange(List<Ranks.Place> row, ToDoubleFunction<Ranks.Place> wanted) {
    double[] offset = new double[row.size()];
    for (int i = 1; i < offset.length; i++) {
      offset[i] = offset[i - 1] + apart(row, i);
    }
    List<Pool> pools = new ArrayList<>();
    for (int i = 0; i < offset.length; i++) {
      Pool pool = new Pool();
      pool.weight = weight(row.get(i));
      pool.sum = pool.weight * (wanted.applyAsDouble(row.get(i)) - offset[i]);
      pool.size = 1;
      pools.add(pool);
      while (pools.size() > 1 && mean(pools, 2) > mean(pools, 1)) {
        Pool last = pools.remove(pools.size() - 1);
        Pool merged = pools.get(pools.size() - 1);
        merged.weight += last.weight;
        merged.sum += last.sum;
        merged.size += last.size;
      }
    }
    int i = 0;
    for (Pool pool : pools) {
      for (int k = 0; k < pool.size; k++, i++) {
        x[row.get(i).index()] = pool.sum / pool.weight + offset[i];
      }
    }
  }

  private static double mean(List<Pool> pools, int fromEnd) {
    Pool pool = pools.get(pools.size() - fromEnd);
    return pool.sum / pool.weight;
  }
}
