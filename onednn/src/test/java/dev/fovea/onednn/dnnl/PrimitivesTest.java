// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.ConvolutionTest.near;
import static dev.fovea.onednn.dnnl.DataType.BF16;
import static dev.fovea.onednn.dnnl.DataType.F32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of primitive once, on numbers that can be followed by hand. */
class PrimitivesTest {
  private static final Propagation TRAIN = Propagation.TRAINING;
  private final Lab lab = new Lab();

  @AfterEach
  void close() {
    lab.close();
  }

  private float[] run(Spec spec, int result, Map<Integer, Lab.Buffer> inputs) {
    PrimitiveDesc pd = lab.keep(lab.describe(spec));
    Lab.Buffer out = lab.empty(pd.desc(result));
    Map<Integer, Lab.Buffer> all = new java.util.HashMap<>(inputs);
    all.put(result, out);
    lab.run(pd, all);
    return lab.read(out);
  }

  private static Desc f32(long... dims) {
    return Desc.plain(F32, dims);
  }

  @Test
  void reordersThereAndBack() {
    Lab.Buffer plain = lab.random(f32(2, 6, 5, 5), 7);
    Lab.Buffer blocked = lab.reorder(plain, Desc.of(F32, Tag.NCHW16C, 2, 6, 5, 5));
    assertThat(blocked.desc().bytes()).isEqualTo(2 * 16 * 25 * 4);
    Lab.Buffer last = lab.reorder(blocked, Desc.of(F32, Tag.NHWC, 2, 6, 5, 5));
    assertThat(lab.read(last)).isEqualTo(lab.read(plain));
    Lab.Buffer half = lab.reorder(lab.of(f32(3), 1, 0.5f, -2), Desc.plain(BF16, 3));
    assertThat(lab.read(half)).containsExactly(1, 0.5f, -2);
  }

  @Test
  void postOpsFollowThePrimitive() {
    Desc d = f32(4);
    Attributes attributes =
        Attributes.DEFAULT
            .then(new PostOp.Sum(0.5f))
            .then(new PostOp.Binary(BinaryKind.MUL, d))
            .then(new PostOp.Eltwise(EltwiseKind.RELU));
    PrimitiveDesc pd =
        lab.keep(
            PrimitiveDesc.create(
                lab.engine, "test", new Binary(BinaryKind.ADD, d, d, d), attributes));
    Lab.Buffer dst = lab.of(d, 2, 4, 6, 8);
    lab.run(
        pd,
        Map.of(
            Arg.SRC,
            lab.of(d, 1, 2, 3, 4),
            Arg.SRC_1,
            lab.of(d, 10, 20, 30, 40),
            Arg.DST,
            dst,
            Arg.postOp(1),
            lab.of(d, 1, -1, 2, 0.5f)));
    assertThat(lab.read(dst)).containsExactly(12, 0, 72, 24);
  }

  @Test
  void aConvolutionTakesItsActivationAlong() {
    PrimitiveDesc pd =
        lab.keep(
            PrimitiveDesc.create(
                lab.engine,
                "test",
                new Convolution.Forward(
                    TRAIN,
                    Desc.any(F32, 1, 1, 2, 2),
                    Desc.any(F32, 1, 1, 1, 1),
                    Optional.empty(),
                    Desc.any(F32, 1, 1, 2, 2),
                    Sliding.of(1, 0)),
                Attributes.DEFAULT.then(new PostOp.Eltwise(EltwiseKind.LOGISTIC))));
    Lab.Buffer y = lab.empty(pd.dst());
    lab.run(
        pd,
        Map.of(
            Arg.SRC, lab.of(pd.src(), 0, 1, -1, 2),
            Arg.WEIGHTS, lab.of(pd.weights(), 2),
            Arg.DST, y));
    near(lab.read(y), new float[] {0.5f, 0.880797f, 0.119203f, 0.982014f});
  }

  @Test
  void maxPoolingSendsGradientsToTheMaximum() {
    Desc src = f32(1, 1, 2, 4);
    Desc dst = f32(1, 1, 1, 2);
    Size two = Size.square(2);
    PrimitiveDesc forward =
        lab.keep(
            lab.describe(
                new Pooling.Forward(TRAIN, Pooling.Kind.MAX, src, dst, two, Sliding.of(2, 0))));
    Lab.Buffer y = lab.empty(forward.dst());
    Lab.Buffer workspace = lab.empty(forward.workspace());
    lab.run(
        forward,
        Map.of(
            Arg.SRC, lab.of(src, 1, 5, 2, 0, 3, 4, 8, 7),
            Arg.DST, y,
            Arg.WORKSPACE, workspace));
    assertThat(lab.read(y)).containsExactly(5, 8);
    float[] dx =
        run(
            new Pooling.Backward(Pooling.Kind.MAX, src, dst, two, Sliding.of(2, 0), forward),
            Arg.DIFF_SRC,
            Map.of(Arg.DIFF_DST, lab.of(dst, 10, 20), Arg.WORKSPACE, workspace));
    assertThat(dx).containsExactly(0, 10, 0, 0, 0, 0, 20, 0);
  }

  @Test
  void theAveragesDifferInPadding() {
    Desc src = f32(1, 1, 2, 2);
    Lab.Buffer x = lab.of(src, 1, 2, 3, 4);
    Map<Integer, Lab.Buffer> in = Map.of(Arg.SRC, x);
    Sliding padded = Sliding.of(2, 1);
    for (Pooling.Kind kind : List.of(Pooling.Kind.AVERAGE, Pooling.Kind.AVERAGE_WITH_PADDING)) {
      float divisor = kind == Pooling.Kind.AVERAGE ? 1 : 4;
      Spec spec = new Pooling.Forward(TRAIN, kind, src, src, Size.square(2), padded);
      near(
          run(spec, Arg.DST, in), new float[] {1 / divisor, 2 / divisor, 3 / divisor, 4 / divisor});
    }
  }

  @Test
  void batchNormalisationCentresAndScales() {
    Desc d = f32(4, 1, 1, 1);
    Desc c = f32(1);
    BatchNorm.Flags flags = new BatchNorm.Flags(true, true, false, false);
    PrimitiveDesc forward =
        lab.keep(lab.describe(new BatchNorm.Forward(TRAIN, d, d, 1e-5f, flags)));
    Lab.Buffer x = lab.of(d, 1, 2, 3, 4);
    Lab.Buffer y = lab.empty(d);
    Lab.Buffer mean = lab.empty(c);
    Lab.Buffer variance = lab.empty(c);
    Lab.Buffer scale = lab.of(c, 1);
    lab.run(
        forward,
        Map.of(
            Arg.SRC,
            x,
            Arg.DST,
            y,
            Arg.MEAN,
            mean,
            Arg.VARIANCE,
            variance,
            Arg.SCALE,
            scale,
            Arg.SHIFT,
            lab.of(c, 0)));
    near(lab.read(y), new float[] {-1.34164f, -0.44721f, 0.44721f, 1.34164f});
    assertThat(lab.read(mean)).containsExactly(2.5f);
    assertThat(lab.read(variance)).containsExactly(1.25f);

    PrimitiveDesc backward =
        lab.keep(lab.describe(new BatchNorm.Backward(d, d, d, 1e-5f, flags, forward)));
    Lab.Buffer dx = lab.empty(d);
    Lab.Buffer dScale = lab.empty(c);
    Lab.Buffer dShift = lab.empty(c);
    lab.run(
        backward,
        Map.of(
            Arg.SRC,
            x,
            Arg.MEAN,
            mean,
            Arg.VARIANCE,
            variance,
            Arg.SCALE,
            scale,
            Arg.DIFF_DST,
            lab.of(d, 1, 0, 0, 0),
            Arg.DIFF_SRC,
            dx,
            Arg.DIFF_SCALE,
            dScale,
            Arg.DIFF_SHIFT,
            dShift));
    // (g - mean(g) - y * mean(g y)) / sqrt(var)
    near(lab.read(dx), new float[] {0.26833f, -0.35777f, -0.08944f, 0.17889f});
    near(lab.read(dScale), new float[] {-1.34164f});
    near(lab.read(dShift), new float[] {1});
  }

  @Test
  void fusedReluKeepsItsMask() {
    Desc d = Desc.of(F32, Tag.NCHW16C, 2, 16, 2, 2);
    BatchNorm.Flags flags = new BatchNorm.Flags(false, false, false, true);
    PrimitiveDesc forward =
        lab.keep(lab.describe(new BatchNorm.Forward(TRAIN, d, d, 1e-5f, flags)));
    assertThat(forward.workspace().bytes()).isPositive();
    Lab.Buffer y = lab.empty(d);
    lab.run(
        forward,
        Map.of(
            Arg.SRC, lab.random(d, 3),
            Arg.DST, y,
            Arg.MEAN, lab.empty(f32(16)),
            Arg.VARIANCE, lab.empty(f32(16)),
            Arg.WORKSPACE, lab.empty(forward.workspace())));
    float[] values = lab.read(y);
    int zeros = 0;
    for (float v : values) {
      assertThat(v).isNotNegative();
      zeros += v == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(values.length / 4, values.length * 3 / 4);
  }

  @Test
  void elementwiseDerivativesComeFromSourceOrResult() {
    Desc d = f32(3);
    Lab.Buffer x = lab.of(d, -1, 0, 2);
    Lab.Buffer one = lab.of(d, 1, 1, 1);
    PrimitiveDesc swish =
        lab.keep(
            lab.describe(new Eltwise.Forward(TRAIN, EltwiseKind.HARD_SWISH, d, d, 1 / 6f, 0.5f)));
    near(
        run(
            new Eltwise.Backward(EltwiseKind.HARD_SWISH, d, d, d, 1 / 6f, 0.5f, swish),
            Arg.DIFF_SRC,
            Map.of(Arg.SRC, x, Arg.DIFF_DST, one)),
        new float[] {1 / 6f, 0.5f, 7 / 6f});
    PrimitiveDesc sigmoid =
        lab.keep(lab.describe(new Eltwise.Forward(TRAIN, EltwiseKind.LOGISTIC_DST, d, d, 0, 0)));
    near(
        run(
            new Eltwise.Backward(EltwiseKind.LOGISTIC_DST, d, d, d, 0, 0, sigmoid),
            Arg.DIFF_SRC,
            Map.of(Arg.DST, lab.of(d, 0.5f, 0.25f, 1), Arg.DIFF_DST, one)),
        new float[] {0.25f, 0.1875f, 0});
  }

  @Test
  void innerProductBothWays() {
    Desc src = f32(2, 2);
    Desc w = f32(3, 2);
    Desc dst = f32(2, 3);
    PrimitiveDesc forward =
        lab.keep(lab.describe(new InnerProduct.Forward(TRAIN, src, w, Optional.of(f32(3)), dst)));
    Lab.Buffer x = lab.of(src, 1, 2, 3, 4);
    Lab.Buffer weights = lab.of(w, 1, 0, 0, 1, 1, 1);
    Lab.Buffer y = lab.empty(dst);
    lab.run(
        forward,
        Map.of(Arg.SRC, x, Arg.WEIGHTS, weights, Arg.BIAS, lab.of(f32(3), 0, 0, 10), Arg.DST, y));
    assertThat(lab.read(y)).containsExactly(1, 2, 13, 3, 4, 17);
    Lab.Buffer g = lab.of(dst, 1, 0, 0, 0, 1, 1);
    assertThat(
            run(
                new InnerProduct.BackwardData(src, w, dst, forward),
                Arg.DIFF_SRC,
                Map.of(Arg.WEIGHTS, weights, Arg.DIFF_DST, g)))
        .containsExactly(1, 0, 1, 2);
    Lab.Buffer dBias = lab.empty(f32(3));
    assertThat(
            run(
                new InnerProduct.BackwardWeights(src, w, Optional.of(f32(3)), dst, forward),
                Arg.DIFF_WEIGHTS,
                Map.of(Arg.SRC, x, Arg.DIFF_DST, g, Arg.DIFF_BIAS, dBias)))
        .containsExactly(1, 2, 3, 4, 3, 4);
    assertThat(lab.read(dBias)).containsExactly(1, 1, 1);
  }

  @Test
  void softmaxAndItsLogarithm() {
    Desc d = f32(1, 3);
    Lab.Buffer x = lab.of(d, 1, 2, 3);
    PrimitiveDesc soft = lab.keep(lab.describe(new Softmax.Forward(TRAIN, false, d, d, 1)));
    near(
        run(new Softmax.Forward(TRAIN, false, d, d, 1), Arg.DST, Map.of(Arg.SRC, x)),
        new float[] {0.0900306f, 0.244728f, 0.665241f});
    float[] log = run(new Softmax.Forward(TRAIN, true, d, d, 1), Arg.DST, Map.of(Arg.SRC, x));
    near(log, new float[] {-2.407606f, -1.407606f, -0.407606f});
    near(
        run(
            new Softmax.Backward(false, d, d, d, 1, soft),
            Arg.DIFF_SRC,
            Map.of(Arg.DST, lab.of(d, 0.25f, 0.25f, 0.5f), Arg.DIFF_DST, lab.of(d, 1, 0, 0))),
        new float[] {0.1875f, -0.0625f, -0.125f});
  }

  @Test
  void lrnByItsFormula() {
    Desc d = f32(1, 3, 1, 1);
    Lrn.Constants constants = new Lrn.Constants(3, 3, 1, 1);
    PrimitiveDesc forward = lab.keep(lab.describe(new Lrn.Forward(TRAIN, d, d, constants)));
    Lab.Buffer x = lab.of(d, 1, 2, 3);
    Lab.Buffer y = lab.empty(d);
    Map<Integer, Lab.Buffer> operands = new java.util.HashMap<>(Map.of(Arg.SRC, x, Arg.DST, y));
    Lab.Buffer workspace = lab.empty(forward.workspace());
    if (!forward.workspace().isNone()) {
      operands.put(Arg.WORKSPACE, workspace);
    }
    lab.run(forward, operands);
    near(lab.read(y), new float[] {1 / 6f, 2 / 15f, 3 / 14f});
  }

  @Test
  void sumsConcatenatesReducesAndMultiplies() {
    Desc d = f32(1, 2);
    Lab.Buffer a = lab.of(d, 1, 2);
    Lab.Buffer b = lab.of(d, 3, 4);
    Map<Integer, Lab.Buffer> both = Map.of(Arg.source(0), a, Arg.source(1), b);
    assertThat(run(new Sum(Optional.of(d), List.of(2f, -1f), List.of(d, d)), Arg.DST, both))
        .containsExactly(-1, 0);
    assertThat(run(new Concat(Optional.empty(), 1, List.of(d, d)), Arg.DST, both))
        .containsExactly(1, 2, 3, 4);
    assertThat(
            run(
                new Reduction(Reduction.Kind.SUM, f32(2, 3), f32(2, 1)),
                Arg.DST,
                Map.of(Arg.SRC, lab.of(f32(2, 3), 1, 2, 3, 4, 5, 6))))
        .containsExactly(6, 15);
    assertThat(
            run(
                new Reduction(Reduction.Kind.NORM_SUM, d, f32(1, 1), 2, 0),
                Arg.DST,
                Map.of(Arg.SRC, lab.of(d, 3, 4))))
        .containsExactly(5);
    assertThat(
            run(
                new Matmul(d, f32(2, 2), Optional.of(d), d),
                Arg.DST,
                Map.of(Arg.SRC, a, Arg.WEIGHTS, lab.of(f32(2, 2), 1, 2, 3, 4), Arg.BIAS, b)))
        .containsExactly(10, 14);
  }

  @Test
  void preluScalesNegatives() {
    Desc d = f32(1, 2, 1, 2);
    Desc w = f32(1, 2, 1, 1);
    PrimitiveDesc forward = lab.keep(lab.describe(new Prelu.Forward(TRAIN, d, w, d)));
    Lab.Buffer x = lab.of(d, -1, 2, -3, -4);
    Lab.Buffer slopes = lab.of(w, 0.5f, 0.1f);
    near(
        run(new Prelu.Forward(TRAIN, d, w, d), Arg.DST, Map.of(Arg.SRC, x, Arg.WEIGHTS, slopes)),
        new float[] {-0.5f, 2, -0.3f, -0.4f});
    Lab.Buffer dSlopes = lab.empty(w);
    near(
        run(
            new Prelu.Backward(d, w, d, w, d, forward),
            Arg.DIFF_SRC,
            Map.of(
                Arg.SRC,
                x,
                Arg.WEIGHTS,
                slopes,
                Arg.DIFF_DST,
                lab.of(d, 1, 1, 1, 1),
                Arg.DIFF_WEIGHTS,
                dSlopes)),
        new float[] {0.5f, 1, 0.1f, 0.1f});
    near(lab.read(dSlopes), new float[] {-1, -7});
  }
}
