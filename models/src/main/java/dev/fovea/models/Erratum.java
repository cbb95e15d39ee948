// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import java.util.Arrays;
import java.util.List;

/**
 * Where the study notes are wrong or contradict themselves, by the number that {@code
 * docs/notes.md} explains each under.
 */
public enum Erratum {
  E1("a 5x5 layer behind a bottleneck takes 12.04 million multiplications", "12,443,648"),
  E2("the 1x1 bottleneck gives 28x28x192", "28x28x16"),
  E3(
      "ResNet-50 has 3+4+6+3*3+1 = 49 layers, and the 50th is a pool",
      "(3+4+6+3)*3+1 = 49, and the 50th layer with weights is the fully connected one",
      "M28",
      "M29"),
  E4("a 5x5 convolution without padding leaves 12x12x256 of 12x12x3", "8x8x256"),
  E5("4,800 and 49,152 are 52,952", "53,952"),
  E6("a pool makes 32 channels of 192", "a pool keeps 192; the 1x1 convolution behind it makes 32"),
  E7(
      "64x64x128 becomes 64x64x192 by 32 filters of 1x1x192",
      "by 192 filters of 1x1x128; the other numbers belong to another example"),
  E8("a 1x1 filter works at 32 positions on 36 numbers", "at 36 positions on 32 numbers"),
  E9(
      "an 11x11 window with stride 4 makes 55x55 of 224x224",
      "54x54; 55 takes a 227x227 image, or a padding of 2",
      "M6"),
  E10(
      "local response normalisation divides by the neighbours in the same map, after the pool",
      "by the same place in the neighbouring channels, before the pool",
      "M6",
      "M11"),
  E11("max pooling pads with zeros", "with minus infinity, or negative maps would show the border"),
  E12("LeNet pools by the maximum, in prose", "by the average, as in its code", "M5a", "M4"),
  E13("MNIST has 50,000 training images", "60,000, and 10,000 to test", "M5a", "M4"),
  E14(
      "MobileNet has 28 layers besides the fully connected one",
      "27 convolutions; 28 layers with it",
      "M34",
      "M35"),
  E15("global average pooling adds all positions", "takes their mean", "M19"),
  E16(
      "the width multiplier makes aM of the output channels M",
      "aM of the input channels M and aN of the output channels N",
      "M34",
      "M35"),
  E17("MobileNet has ReLU6 in prose and ReLU in code", "both can be had", "M34", "M35"),
  E18("VGG's kernels are 33 and 1 1", "3x3 and 1x1"),
  E19(
      "VGG's pools shrink by a factor of 1, and channels double each time",
      "by a factor of 2, and channels stop at 512",
      "M10",
      "M12",
      "M13",
      "M14",
      "M15"),
  E20("F6 is (6-6+0*2+1)/1 wide", "(6-6+2*0)/1+1, which is 1 too", "M6"),
  E21("separable convolution is more than twice as fast", "22.8 times, by multiplications"),
  E22("the pool layer uses windows of 1x1, 3x3 or 5x5", "the convolutional layer does"),
  E23(
      "each convolution of a residual block is followed by BN and ReLU",
      "the second ReLU stands behind the addition",
      "M27",
      "M28"),
  E24(
      "MobileNet's standard convolution filters and combines",
      "any standard one does both in one step; a separable one takes two",
      "M34",
      "M35"),
  E25(
      "AlexNet has its convolutions on one GPU and its linear layers on the other",
      "each layer's filters are split in half",
      "M6"),
  E26("the small VGG trains with batch 28", "128 in the book the code is from", "M17");

  private final String says;
  private final String right;
  private final List<String> rows;

  Erratum(String says, String right, String... rows) {
    this.says = says;
    this.right = right;
    this.rows = List.of(rows);
  }

  /** What the notes say. */
  public String says() {
    return says;
  }

  /** What is right. */
  public String right() {
    return right;
  }

  /** Those about a network. */
  public static List<Erratum> of(Entry entry) {
    return Arrays.stream(values()).filter(e -> e.rows.contains(entry.notes())).toList();
  }

  /** {@code E9: the notes say ...; right is ...}. */
  @Override
  public String toString() {
    return name() + ": the notes say that " + says + "; right is: " + right;
  }
}
