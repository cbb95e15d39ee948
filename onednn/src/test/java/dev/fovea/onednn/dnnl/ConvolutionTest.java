// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.DataType.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
  @ParameterizedTest
  @CsvSource({
    "2,1,28,6,5,1,1,2,1",
    "2,6,14,16,5,1,1,0,1",
    "1,16,9,32,3,2,1,1,1",
    "2,32,8,32,3,1,2,2,1",
    "2,32,7,32,3,2,1,1,32",
    "1,8,6,12,3,1,1,1,4",
    "3,5,4,7,1,1,1,0,1"
  })
  void agreesWithTheFormulaForwardAndBackward(
      int n, int c, int h, int k, int r, int stride, int dilation, int pad, int groups) {
    NaiveConvolution naive = new NaiveConvolution(n, c, h, k, r, stride, dilation, pad, groups);
    int o = naive.out();
    Desc src = Desc.any(F32, n, c, h, h);
    Desc dst = Desc.any(F32, n, k, o, o);
    Desc weights =
        groups == 1
            ? Desc.any(F32, k, c, r, r)
            : Desc.any(F32, groups, k / groups, c / groups, r, r);
    Desc bias = Desc.plain(F32, k);
    Sliding sliding =
        new Sliding(Size.square(stride), Size.square(dilation), Size.square(pad), Size.square(pad));
    try (Lab lab = new Lab()) {
      PrimitiveDesc forward =
          lab.keep(
              lab.describe(
                  new Convolution.Forward(
                      Propagation.TRAINING, src, weights, Optional.of(bias), dst, sliding)));
      Lab.Buffer x = lab.random(forward.src(), 1);
      Lab.Buffer w = lab.random(forward.weights(), 2);
      Lab.Buffer b = lab.random(forward.bias(), 3);
      Lab.Buffer y = lab.empty(forward.dst());
      lab.run(forward, Map.of(Arg.SRC, x, Arg.WEIGHTS, w, Arg.BIAS, b, Arg.DST, y));
      near(lab.read(y), naive.forward(lab.read(x), lab.read(w), lab.read(b)));

      PrimitiveDesc data =
          lab.keep(lab.describe(new Convolution.BackwardData(src, weights, dst, sliding, forward)));
      float[] gradient = lab.read(lab.random(Desc.plain(F32, n, k, o, o), 4));
      Lab.Buffer dx = lab.empty(data.diffSrc());
      lab.run(
          data,
          Map.of(
              Arg.DIFF_SRC, dx,
              Arg.WEIGHTS, lab.of(data.weights(), lab.read(w)),
              Arg.DIFF_DST, lab.of(data.diffDst(), gradient)));
      near(lab.read(dx), naive.diffSrc(lab.read(w), gradient));

      PrimitiveDesc grad =
          lab.keep(
              lab.describe(
                  new Convolution.BackwardWeights(
                      src, weights, Optional.of(bias), dst, sliding, forward)));
      Lab.Buffer dw = lab.empty(grad.diffWeights());
      Lab.Buffer db = lab.empty(grad.diffBias());
      lab.run(
          grad,
          Map.of(
              Arg.SRC,
              lab.of(grad.src(), lab.read(x)),
              Arg.DIFF_WEIGHTS,
              dw,
              Arg.DIFF_BIAS,
              db,
              Arg.DIFF_DST,
              lab.of(grad.diffDst(), gradient)));
      near(lab.read(dw), naive.diffWeights(lab.read(x), gradient));
      near(lab.read(db), naive.diffBias(gradient));
    }
  }

  @ParameterizedTest
  @CsvSource({"27", "29"})
  void anImpossibleShapeIsRefusedByName(int wrongSize) {
    try (Lab lab = new Lab()) {
      Spec spec =
          new Convolution.Forward(
              Propagation.INFERENCE,
              Desc.any(F32, 1, 1, 28, 28),
              Desc.any(F32, 6, 1, 5, 5),
              Optional.empty(),
              Desc.any(F32, 1, 6, wrongSize, wrongSize),
              Sliding.of(1, 2));
      assertThatThrownBy(
              () -> PrimitiveDesc.create(lab.engine, "net.conv1", spec, Attributes.DEFAULT))
          .isInstanceOf(DnnlException.class)
          .hasMessageContaining("net.conv1")
          .hasMessageContaining("convolution forward")
          .hasMessageContaining("f32[1, 6, " + wrongSize);
    }
  }

  static void near(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(2e-4f + 1e-4f * Math.abs(expected[i])));
    }
  }
}
