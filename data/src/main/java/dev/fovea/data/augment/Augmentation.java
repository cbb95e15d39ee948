// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to training images at random, in order; then, for whole batches, how images are
 * mixed. With several mixings, each image gets one of them.
 */
public record Augmentation(List<Transform> transforms, List<Mixing> mixings) {
  public static final Augmentation NONE = new Augmentation(List.of(), List.of());

  private static final List<String> NAMES =
      List.of(
          "crop",
          "resized-crop",
          "flip",
          "translate",
          "rotate",
          "jitter",
          "lighting",
          "randaugment",
          "trivialaugment",
          "cutout",
          "erase",
          "mixup",
          "cutmix");

  /** The purpose of the dice that mixing draws from; transforms have theirs by place. */
  private static final int MIX = 1000;

  public Augmentation {
    transforms = List.copyOf(transforms);
    mixings = List.copyOf(mixings);
  }

  /**
   * Reads one item a step: {@code crop 4}, {@code crop 4 reflect}, {@code resized-crop 0.08 1},
   * {@code flip}, {@code flip 0.3}, {@code flip alternate}, {@code flip vertical 0.3}, {@code
   * randaugment 2 9}, {@code trivialaugment}, {@code translate 0.1}, {@code rotate 10}, {@code
   * jitter 0.4 0.4 0.4 0.1}, {@code lighting 0.1}, {@code cutout 8}, {@code erase 0.5}, {@code
   * mixup 0.2}, {@code cutmix 1}.
   *
   * @throws FoveaException naming the step and what it expects
   */
  public static Augmentation parse(List<String> steps) {
    List<Transform> transforms = new ArrayList<>();
    List<Mixing> mixings = new ArrayList<>();
    for (String step : steps) {
      Words words = Words.of(step);
      switch (words.name()) {
        case "crop" -> transforms.add(new Crop(words.whole(0, 4), words.flag(1, "reflect")));
        case "resized-crop" ->
            transforms.add(new ResizedCrop(words.number(0, 0.08), words.number(1, 1)));
        case "flip" -> {
          boolean alternate = words.flag(0, "alternate");
          boolean vertical = words.flag(0, "vertical");
          double often = alternate ? 1 : words.number(vertical ? 1 : 0, 0.5);
          transforms.add(new Flip(often, alternate, vertical));
        }
        case "translate" -> transforms.add(new Translate(words.number(0, 0.1)));
        case "rotate" -> transforms.add(new Rotate(words.number(0, 10)));
        case "jitter" ->
            transforms.add(
                new Jitter(
                    words.number(0, 0.4),
                    words.number(1, 0.4),
                    words.number(2, 0.4),
                    words.number(3, 0)));
        case "lighting" -> transforms.add(new Lighting(words.number(0, 0.1)));
        case "randaugment" ->
            transforms.add(new RandAugment(words.whole(0, 2), words.number(1, 9)));
        case "trivialaugment" -> transforms.add(new TrivialAugment());
        case "cutout" -> transforms.add(new Cutout(words.whole(0, 8)));
        case "erase" -> transforms.add(new Erase(words.number(0, 0.5)));
        case "mixup" -> mixings.add(new Mixup(words.number(0, 0.2)));
        case "cutmix" -> mixings.add(new Cutmix(words.number(0, 1)));
        default -> throw Nearest.unknown("augmentation", words.name(), NAMES);
      }
      words.checkAllRead();
    }
    return new Augmentation(transforms, mixings);
  }

  /** Whether images stay as they are. */
  public boolean isNone() {
    return transforms.isEmpty();
  }

  /** Whether the first step is a resized crop, which can be cut from a larger image. */
  public boolean cuts() {
    return !transforms.isEmpty() && transforms.get(0) instanceof ResizedCrop;
  }

  /**
   * The part of a larger image that the first step takes; {@link #applyRest} does what comes after.
   * The part has yet to be resized.
   */
  public ImageBytes cut(ImageBytes larger, Dice dice) {
    ImageShape shape = larger.shape();
    ResizedCrop first = (ResizedCrop) transforms.get(0);
    ResizedCrop.Box box = first.box(shape.height(), shape.width(), dice.purpose(0));
    return larger.part(box.top(), box.left(), box.rows(), box.columns());
  }

  /** Throws when a step makes no sense for such images. */
  public void checkFits(ImageShape shape, String dataset) {
    transforms.forEach(t -> t.checkFits(shape, dataset));
  }

  /** Changes an image; {@code normalize} is called once, between what comes before and after it. */
  public void apply(Pixels image, Dice dice, Runnable normalize) {
    apply(0, image, dice, normalize);
  }

  /** The same for an image that the first step has been done to. */
  public void applyRest(Pixels image, Dice dice, Runnable normalize) {
    apply(1, image, dice, normalize);
  }

  private void apply(int first, Pixels image, Dice dice, Runnable normalize) {
    for (int i = first; i < transforms.size(); i++) {
      if (!transforms.get(i).isLate()) {
        transforms.get(i).apply(image, dice.purpose(i));
      }
    }
    normalize.run();
    for (int i = first; i < transforms.size(); i++) {
      if (transforms.get(i).isLate()) {
        transforms.get(i).apply(image, dice.purpose(i));
      }
    }
  }

  /** Mixes {@code other} into {@code own}; the share of {@code own} that is left. */
  public double mix(Pixels own, Pixels other, Dice dice) {
    Dice mine = dice.purpose(MIX);
    return mixings.get(mine.whole(0, mixings.size() - 1)).mix(own, other, mine);
  }
}
