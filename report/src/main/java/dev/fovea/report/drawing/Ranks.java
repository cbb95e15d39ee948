// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rows of a picture and the order within them (Sugiyama, Tagawa and Toda 1981): each box stands
 * one row below the lowest it reads; a line that passes rows gets a place in each of them.
 */
final class Ranks {
  private static final int SWEEPS = 12;

  /** More places than this, each the width of a line in a row, make no picture to look at. */
  private static final int MOST_PLACES = 100_000;

  /**
   * A place in a row: a box, or where a line passes.
   *
   * @param box the box, or the one the passing line leads to
   * @param side whether it is a line beside the main path: its source goes elsewhere, too
   * @param above places the lines from above come from, in the order of the box's inputs
   */
  record Place(
      int index,
      int rank,
      int box,
      boolean line,
      boolean side,
      List<Place> above,
      List<Place> below) {
    // Places know each other both ways, so equality goes by place alone.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public String toString() {
      return (line ? "line to " : "box ") + box;
    }
  }

  private final List<List<Place>> rows = new ArrayList<>();
  private final List<Place> ofBox = new ArrayList<>();
  private int count;

  /**
   * Orders them.
   *
   * @throws dev.fovea.tensor.FoveaException when there are too many, or their lines too long
   */
  Ranks(List<Box> boxes) {
    int[] users = new int[boxes.size()];
    boxes.forEach(box -> box.inputs().forEach(input -> users[input]++));
    for (Box box : boxes) {
      int rank = 0;
      for (int input : box.inputs()) {
        rank = Math.max(rank, ofBox.get(input).rank + 1);
      }
      Place place = place(rank, box.id(), false, false);
      ofBox.add(place);
      for (int input : box.inputs()) {
        link(lead(ofBox.get(input), place, users[input] > 1), place);
      }
    }
    for (int i = 0; i < SWEEPS; i++) {
      sweep(i % 2 == 0);
    }
  }

  List<List<Place>> rows() {
    return rows;
  }

  /** Leads a line down to the row above {@code to}; the last place of it. */
  private Place lead(Place from, Place to, boolean side) {
    Place at = from;
    for (int rank = from.rank + 1; rank < to.rank; rank++) {
      Place passing = place(rank, to.box, true, side);
      link(at, passing);
      at = passing;
    }
    return at;
  }

  private Place place(int rank, int box, boolean line, boolean side) {
    FoveaException.check(
        count < MOST_PLACES,
        "the network cannot be drawn: boxes and the rows that lines pass make more than %d places",
        MOST_PLACES);
    while (rows.size() <= rank) {
      rows.add(new ArrayList<>());
    }
    Place place = new Place(count++, rank, box, line, side, new ArrayList<>(), new ArrayList<>());
    rows.get(rank).add(place);
    return place;
  }

  private static void link(Place from, Place to) {
    from.below.add(to);
    to.above.add(from);
  }

  /** Orders each row by the middle of what it is linked to in the row before. */
  private void sweep(boolean up) {
    double[] position = new double[count];
    for (List<Place> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        position[row.get(i).index] = i;
      }
    }
    // Of all places: one array a row would be as many numbers as rows times places.
    double[] middle = new double[count];
    for (int k = 0; k < rows.size(); k++) {
      List<Place> row = rows.get(up ? rows.size() - 1 - k : k);
      for (Place place : row) {
        middle[place.index] = up ? middleBelow(place, position) : middleAbove(place, position);
      }
      row.sort(Comparator.comparingDouble(place -> middle[place.index]));
      for (int i = 0; i < row.size(); i++) {
        position[row.get(i).index] = i;
      }
    }
  }

  private static double middleAbove(Place place, double[] position) {
    return place.above.stream()
        .mapToDouble(above -> position[above.index])
        .average()
        .orElse(position[place.index]);
  }

  /** Counts where in a box a line arrives, so that branches stand in the order they are joined. */
  private static double middleBelow(Place place, double[] position) {
    return place.below.stream()
        .mapToDouble(
            below ->
                position[below.index] + below.above.indexOf(place) / (1.0 + below.above.size()))
        .average()
        .orElse(position[place.index]);
  }
}
