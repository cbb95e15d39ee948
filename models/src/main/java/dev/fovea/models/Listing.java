// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import dev.fovea.analysis.Summary;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * A network as a row of the list of networks.
 *
 * @param input default image, [C,H,W]
 * @param classes default number of classes
 * @param parameters trainable numbers, at these
 * @param macs multiply-accumulates of one image of that size
 */
public record Listing(
    String name, String family, int year, Shape input, int classes, long parameters, long macs) {
  public static Listing of(Entry entry) {
    Summary summary = Summary.of(entry.trace(1, Mode.INFER));
    return new Listing(
        entry.name(),
        entry.family(),
        entry.year(),
        entry.input(),
        entry.classes(),
        summary.parameters(),
        summary.macs());
  }

  /** All networks of a family, or all there are for an empty name. */
  public static List<Listing> ofFamily(String family) {
    return Zoo.ofFamily(family).stream().map(Listing::of).toList();
  }
}
