// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import dev.fovea.tensor.Nearest;
import java.util.List;
import java.util.stream.Stream;

/** The list of networks. Listings, tests and benchmarks all walk it. */
public final class Zoo {
  private Zoo() {}

  /** Every entry, family by family. */
  public static List<Entry> entries() {
    return Stream.of(
            Mlp.entries(),
            ConvNet.entries(),
            QuickNet.entries(),
            LeNet.entries(),
            AlexNet.entries(),
            Vgg.entries(),
            Nin.entries(),
            GoogLeNet.entries(),
            InceptionV3.entries(),
            InceptionResNetV2.entries(),
            ResNet.entries(),
            DenseNet.entries(),
            MobileNetV1.entries(),
            MobileNetV2.entries(),
            MobileNetV3.entries())
        .flatMap(List::stream)
        .toList();
  }

  public static List<String> names() {
    return entries().stream().map(Entry::name).toList();
  }

  /** The families, in the order of the list. */
  public static List<String> families() {
    return entries().stream().map(Entry::family).distinct().toList();
  }

  /**
   * The entries of a family; all for an empty name.
   *
   * @throws dev.fovea.tensor.FoveaException with the nearest names when there is none
   */
  public static List<Entry> ofFamily(String family) {
    if (!family.isEmpty() && !families().contains(family)) {
      throw Nearest.unknown("family", family, families());
    }
    return entries().stream()
        .filter(entry -> family.isEmpty() || entry.family().equals(family))
        .toList();
  }

  /**
   * The entry of that name, which may carry options: {@code mobilenet_v1:alpha=0.5,shallow=true}.
   *
   * @throws dev.fovea.tensor.FoveaException with the nearest names when there is none
   */
  public static Entry named(String name) {
    int options = name.indexOf(Entry.VARIANT);
    if (options >= 0) {
      return named(name.substring(0, options)).with(name.substring(options + 1));
    }
    return entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Nearest.unknown("model", name, names()));
  }
}
