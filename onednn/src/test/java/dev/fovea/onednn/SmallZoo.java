// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.conformance.ModelCase;
import dev.fovea.models.AlexNet;
import dev.fovea.models.Architecture;
import dev.fovea.models.DenseNet;
import dev.fovea.models.Entry;
import dev.fovea.models.InceptionResNetV2;
import dev.fovea.models.InceptionV3;
import dev.fovea.models.MobileNetV1;
import dev.fovea.models.ResNet;
import dev.fovea.models.Residual;
import dev.fovea.models.Vgg;
import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The zoo at sizes for tests: images as small as a network takes them, and for the reference,
 * networks cut down to what makes each of its family different: fewer filters where there are tens
 * of millions of parameters, fewer repetitions of what is repeated. What then comes out equal is
 * compared once.
 */
final class SmallZoo {
  private static final int CLASSES = 10;
  private static final int SMALLEST = 32;

  private record Size(int side, int batch) {}

  private SmallZoo() {}

  /** As the zoo has it, over images of 32x32 or the least above that it takes; batch 2. */
  static ModelCase whole(Entry entry) {
    return traced(entry, SMALLEST, 2);
  }

  /** As the zoo has it, with its own image and classes. */
  static ModelCase standard(Entry entry, int batch) {
    return new ModelCase(
        entry.name(), entry.trace(batch, Mode.INFER), entry.trace(batch, Mode.TRAIN));
  }

  /**
   * Every entry, cut down, over images that leave the last layers some pixels: to normalise four
   * values is to make noise of them, and no step along the gradient of noise goes downhill.
   */
  static Stream<ModelCase> trainable() {
    return Zoo.entries().stream()
        .map(
            entry -> {
              int enough = entry.family().equals("inception") ? 139 : 96;
              int side = Math.min(entry.input().dim(1), enough);
              return traced(entry.with(cut(entry.architecture())), side, 4);
            });
  }

  /** One entry of each kind, cut down, for the reference. */
  static Stream<ModelCase> distinct() {
    Set<Architecture> seen = new HashSet<>();
    return Zoo.entries().stream()
        .map(entry -> entry.with(cut(entry.architecture())))
        .filter(entry -> seen.add(entry.architecture()))
        .map(entry -> traced(entry, forReference(entry).side, forReference(entry).batch));
  }

  /**
   * What a comparison is made with: the smallest images, but larger ones where tens of
   * normalisations would have four values a channel or fewer in the end, and rounding would drown
   * what there is to see.
   */
  private static Size forReference(Entry entry) {
    if (entry.architecture() instanceof ResNet net && net.kind() == Residual.Kind.BOTTLENECK) {
      return new Size(64, 4);
    }
    return switch (entry.family()) {
      case "inception" -> new Size(107, 2);
      case "alexnet" -> new Size(SMALLEST, 2);
      case "googlenet" -> new Size(SMALLEST, 8);
      case "mobilenet" -> new Size(64, 4);
      default -> new Size(SMALLEST, 4);
    };
  }

  private static Architecture cut(Architecture net) {
    if (net instanceof Vgg vgg) {
      return new Vgg(atMost(1, vgg.convs()), 8, vgg.norm(), vgg.pointwise(), false);
    }
    if (net instanceof AlexNet alex) {
      List<Integer> filters = List.of(16, 32, 48, 32, 32);
      return new AlexNet(
          filters,
          alex.head() == AlexNet.Head.FLATTEN ? 1 : alex.pad(),
          alex.groups(),
          alex.lrn(),
          alex.head());
    }
    if (net instanceof ResNet res) {
      return new ResNet(
          res.kind(),
          atMost(2, res.depths()),
          16,
          res.stem(),
          res.shortcut(),
          res.bias(),
          res.strideFirst());
    }
    if (net instanceof DenseNet dense) {
      return new DenseNet(
          dense.growth(),
          atMost(3, dense.layers()),
          dense.initial(),
          dense.bottleneck(),
          dense.theta(),
          dense.bias());
    }
    if (net instanceof MobileNetV1 mobile) {
      return new MobileNetV1(0.5, mobile.shallow(), mobile.activation());
    }
    if (net instanceof InceptionResNetV2 inception) {
      return new InceptionResNetV2(List.of(1, 1, 1), inception.dropout());
    }
    return net instanceof InceptionV3 v3 ? new InceptionV3(false, v3.dropout()) : net;
  }

  private static List<Integer> atMost(int most, List<Integer> repetitions) {
    return repetitions.stream().map(n -> Math.min(n, most)).toList();
  }

  private static ModelCase traced(Entry entry, int smallest, int batch) {
    for (int side = smallest; ; side++) {
      try {
        Shape image = Shape.of(entry.input().dim(0), side, side);
        return new ModelCase(
            entry.name(),
            entry.trace(image, batch, CLASSES, Mode.INFER),
            entry.trace(image, batch, CLASSES, Mode.TRAIN));
      } catch (FoveaException tooSmall) {
        if (side > entry.input().dim(1)) {
          throw tooSmall;
        }
      }
    }
  }
}
