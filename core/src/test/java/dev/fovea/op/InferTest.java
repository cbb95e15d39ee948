// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.TensorType.f32;
import static dev.fovea.tensor.TensorType.i32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Result types, and the one-line messages for operands that do not fit. */
class InferTest {
  private static final Conv2d CONV = Conv2d.of(Window.of(3, 5).pad(1, 2));
  private static final Op ADD = new Binary(Binary.Fn.ADD);

  private static List<TensorType> infer(Op op, TensorType... in) {
    return op.infer(Arrays.asList(in));
  }

  private static void refused(String message, Op op, TensorType... in) {
    assertThatThrownBy(() -> infer(op, in)).isInstanceOf(FoveaException.class).hasMessage(message);
  }

  /** Notes W10: 93 parameters, 5400 multiplications. */
  @Test
  void convolution() {
    List<TensorType> in = List.of(f32(4, 2, 3, 5), f32(3, 2, 3, 5), f32(3));

    assertThat(CONV.infer(in)).containsExactly(f32(4, 3, 3, 5));
    assertThat(CONV.macs(in, CONV.infer(in)) / 4).isEqualTo(3 * 3 * 5 * 30);
    assertThat(in.get(1).elements() + in.get(2).elements()).isEqualTo(93);
  }

  /** Notes W8, W9, W15, W22. */
  @Test
  void macsOfConvolutionsInTheNotes() {
    assertThat(macs(Window.of(1), f32(1, 192, 28, 28), f32(32, 192, 1, 1))).isEqualTo(4_816_896);
    assertThat(macs(Window.of(1), f32(1, 32, 6, 6), f32(1, 32, 1, 1))).isEqualTo(36 * 32);
    assertThat(macs(Window.of(3), f32(1, 3, 6, 6), f32(1, 3, 3, 3))).isEqualTo(432);
    assertThat(infer(Conv2d.of(Window.of(3)), f32(1, 3, 6, 6), f32(2, 3, 3, 3)))
        .containsExactly(f32(1, 2, 4, 4));
    assertThat(infer(Conv2d.of(Window.of(1)), f32(1, 3, 9, 7), f32(2, 3, 1, 1)))
        .containsExactly(f32(1, 2, 9, 7));
  }

  private static long macs(Window window, TensorType x, TensorType w) {
    Conv2d op = Conv2d.of(window);
    return op.macs(List.of(x, w), infer(op, x, w));
  }

  @Test
  void convolutionThatDoesNotFit() {
    refused(
        "Conv2d: input has 3 channels but weights expect 5",
        Conv2d.of(Window.of(1)),
        f32(1, 3, 8, 8),
        f32(4, 5, 1, 1));
    refused(
        "Conv2d: input has 6 channels but weights expect 12",
        new Conv2d(Window.of(1), 2),
        f32(1, 6, 8, 8),
        f32(4, 6, 1, 1));
    refused(
        "Conv2d: 5 output channels are not divisible by 2 groups",
        new Conv2d(Window.of(1), 2),
        f32(1, 6, 8, 8),
        f32(5, 3, 1, 1));
    refused(
        "Conv2d: weights f32[4,3,3,3] do not match the window 5x5",
        Conv2d.of(Window.of(5)),
        f32(1, 3, 8, 8),
        f32(4, 3, 3, 3));
    refused(
        "Conv2d: bias f32[5] does not match 4 output channels",
        Conv2d.of(Window.of(3)),
        f32(1, 3, 8, 8),
        f32(4, 3, 3, 3),
        f32(5));
    refused(
        "Conv2d: input [1,3,4,8] is too small: a window of 5 does not fit an input of 4 with padding"
            + " 0:0",
        Conv2d.of(Window.of(5)),
        f32(1, 3, 4, 8),
        f32(4, 3, 5, 5));
    refused(
        "Conv2d: input f32[3,8,8] has 3 axes, expected 4 [N,C,H,W]",
        Conv2d.of(Window.of(3)),
        f32(3, 8, 8),
        f32(4, 3, 3, 3));
    refused("Conv2d: expects 2 to 3 operands, got 1", Conv2d.of(Window.of(3)), f32(1, 3, 8, 8));
    assertThatThrownBy(() -> new Conv2d(Window.of(3), 0))
        .hasMessage("Conv2d: groups must be positive, was 0");
  }

  @Test
  void gradientsOfAnotherShapeAreRefused() {
    Conv2d conv = Conv2d.of(Window.of(3));
    refused(
        "Conv2d: gradient is f32[1,4,8,8] but the output is f32[1,4,6,6]",
        new Conv2d.BackwardData(conv, f32(1, 3, 8, 8)),
        f32(1, 4, 8, 8),
        f32(4, 3, 3, 3));
    refused(
        "Linear: gradient is f32[2,9] but the output is f32[2,8]",
        new Linear.BackwardWeights(f32(8, 5), true),
        f32(2, 5),
        f32(2, 9));
    refused(
        "Unary: gradient is f32[3] but the value is f32[2]",
        new Unary.Backward(Unary.Fn.RELU),
        f32(2),
        f32(3));
  }

  @Test
  void pools() {
    Pool max = new Pool(Pool.Kind.MAX, Window.of(3).stride(2), true);

    assertThat(infer(max, f32(2, 3, 7, 8))).containsExactly(f32(2, 3, 3, 4), i32(2, 3, 3, 4));
    assertThat(infer(Pool.average(Window.of(2).stride(2)), f32(1, 6, 28, 28)))
        .containsExactly(f32(1, 6, 14, 14));
    refused(
        "Pool: input [1,1,2,9] is too small: a window of 3 does not fit an input of 2 with padding"
            + " 0:0",
        Pool.max(Window.of(3)),
        f32(1, 1, 2, 9));
    assertThatThrownBy(() -> Pool.max(Window.of(2).pad(2)))
        .hasMessage("Pool: padding 2:2 must be smaller than the window of 2");
    assertThatThrownBy(() -> Pool.max(Window.of(2).dilation(2)))
        .hasMessageContaining("dilated window");
  }

  @Test
  void divisorsOfAveragePools() {
    Window window = Window.of(3).stride(2).pad(1);
    Pool padded = new Pool(Pool.Kind.AVERAGE, window, true);
    Pool valid = new Pool(Pool.Kind.AVERAGE_VALID, window, true);

    assertThat(padded.divisor(6, 6, 0, 0)).isEqualTo(9);
    assertThat(valid.divisor(6, 6, 0, 0)).isEqualTo(4);
    assertThat(valid.divisor(6, 6, 1, 0)).isEqualTo(6);
    // The last window of 6 with ceiling starts at 5 and hangs one over the padding.
    assertThat(padded.divisor(6, 6, 3, 3)).isEqualTo(4);
    assertThat(valid.divisor(6, 6, 3, 3)).isEqualTo(1);
  }

  @Test
  void adaptivePools() {
    assertThat(infer(new AdaptiveAveragePool(3, 2), f32(2, 5, 7, 9)))
        .containsExactly(f32(2, 5, 3, 2));
    assertThat(AdaptiveAveragePool.global().isUniform(f32(1, 1, 7, 5))).isTrue();
    assertThat(new AdaptiveAveragePool(3, 1).isUniform(f32(1, 1, 7, 5))).isFalse();
    assertThatThrownBy(() -> new AdaptiveAveragePool(0, 1)).hasMessageContaining("0x1");
  }

  @Test
  void linearTakesRowsAndImages() {
    assertThat(infer(new Linear(), f32(4, 16, 5, 5), f32(120, 400))).containsExactly(f32(4, 120));
    refused(
        "Linear: input has 400 features but weights expect 256",
        new Linear(),
        f32(4, 16, 5, 5),
        f32(120, 256));
    refused(
        "Linear: bias f32[9] does not match 8 outputs", new Linear(), f32(1, 2), f32(8, 2), f32(9));
    refused("Linear: input f32[5] has no feature axis", new Linear(), f32(5), f32(8, 5));
  }

  @Test
  void binaryKeepsTheFirstShape() {
    for (TensorType b : List.of(f32(2, 3, 4, 5), f32(1), f32(1, 3, 1, 1), f32(2, 1, 4, 5))) {
      assertThat(infer(ADD, f32(2, 3, 4, 5), b)).containsExactly(f32(2, 3, 4, 5));
    }
    refused("Binary: ADD of shape [3] does not spread over [2,3]", ADD, f32(2, 3), f32(3));
    refused("Binary: ADD of shape [2,3] does not spread over [1,3]", ADD, f32(1, 3), f32(2, 3));
    refused("Binary: operands differ in type: f32[2] and i32[2]", ADD, f32(2), i32(2));
  }

  @Test
  void spreadingAndSumming() {
    assertThat(infer(new Expand(f32(2, 3)), f32(1, 3))).containsExactly(f32(2, 3));
    assertThat(infer(new SumTo(f32(1)), f32(2, 3))).containsExactly(f32(1));
    refused("Expand: f32[2,2] does not spread over f32[2,3]", new Expand(f32(2, 3)), f32(2, 2));
    refused("SumTo: f32[2,3] does not sum to f32[3]", new SumTo(f32(3)), f32(2, 3));
    refused("Expand: i32[1] does not spread over f32[2]", new Expand(f32(2)), i32(1));
    refused("SumTo: f32[2] does not sum to i32[1]", new SumTo(i32(1)), f32(2));
  }

  @Test
  void lossTakesClassNumbersOrSoftTargets() {
    Op loss = new SoftmaxCrossEntropy();

    assertThat(infer(loss, f32(4, 10), i32(4))).containsExactly(f32(1), f32(4, 10));
    assertThat(infer(loss, f32(4, 10), f32(4, 10))).containsExactly(f32(1), f32(4, 10));
    refused(
        "SoftmaxCrossEntropy: targets i32[5] fit neither i32[4] nor f32[4,10]",
        loss,
        f32(4, 10),
        i32(5));
    refused(
        "SoftmaxCrossEntropy: targets f32[4] fit neither i32[4] nor f32[4,10]",
        loss,
        f32(4, 10),
        f32(4));
  }

  @Test
  void packingAndReshaping() {
    assertThat(infer(new Pack("all"), f32(2, 3), f32(4))).containsExactly(f32(10));
    assertThat(infer(new Unpack(6, f32(2, 2)), f32(10))).containsExactly(f32(2, 2));
    refused("Unpack: f32[2,2] at 7 does not lie within f32[10]", new Unpack(7, f32(2, 2)), f32(10));
    refused("Unpack: f32[1] at -1 does not lie within f32[10]", new Unpack(-1, f32(1)), f32(10));
    refused(
        "Pack: operands differ in element type: f32[1] and i32[1]", new Pack("a"), f32(1), i32(1));
    refused("Reshape: f32[2,3] has 6 elements, [5] has 5", new Reshape(Shape.of(5)), f32(2, 3));
  }

  @Test
  void fusedOpsInferTheirTail() {
    Op fused = new Fused(new Linear(), 3, List.of(ADD, new Unary(Unary.Fn.RELU)));

    assertThat(infer(fused, f32(2, 5), f32(8, 5), f32(8), f32(2, 8))).containsExactly(f32(2, 8));
    refused("Fused: 3 operands, expected 4", fused, f32(2, 5), f32(8, 5), f32(8));
    refused("Fused: 2 operands, expected 4", fused, f32(2, 5), f32(8, 5));
    refused(
        "Fused: 5 operands, expected 4", fused, f32(2, 5), f32(8, 5), f32(8), f32(2, 8), f32(2, 8));
    assertThatThrownBy(() -> new Fused(new Linear(), 2, List.of(new Linear())))
        .hasMessage("Fused: linear is not elementwise");
    assertThatThrownBy(() -> new Fused(fused, 4, List.of())).hasMessageContaining("fused already");
  }

  @Test
  void mnemonicsAreUniqueAndNameTheOuterOp() {
    assertThat(Op.mnemonic(Conv2d.BackwardData.class)).isEqualTo("conv2d.backward_data");
    assertThat(Op.mnemonic(SoftmaxCrossEntropy.class)).isEqualTo("softmax_cross_entropy");
    assertThat(Arrays.stream(Op.class.getPermittedSubclasses()).map(Op::mnemonic))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyOpIsARecordSoThatItIsValueEqualAndPrints() {
    assertThat(Op.class.getPermittedSubclasses()).allMatch(Class::isRecord);
  }
}
