// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Convolution;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.NaiveConvolution;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.onednn.dnnl.Spec;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.onednn.dnnl.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The convolution kernels that graphs would get, of random shapes and three layouts, against the
 * formula. Operands are whole numbers, so f32 must be exact; they lie between guards, which must
 * stay as they are.
 */
class RandomConvolutionsTest {
  private static final int SHAPES = 120;
  private static final int[] CHANNELS = {1, 2, 3, 4, 6, 8, 10, 16, 17, 24, 32, 40, 48};

  @ParameterizedTest
  @CsvSource({"F32,2", "F32,8", "BF16,2", "BF16,8"})
  void agreeWithTheFormula(DataType type, int threads) {
    Random random = new Random(threads);
    int tried = 0;
    try (Engine engine = Engine.open()) {
      assumeTrue(type == DataType.F32 || engine.hasBf16(), "this CPU has no bf16");
      engine.setThreads(threads);
      SelfCheck check = new SelfCheck(engine, threads);
      for (int i = 0; i < SHAPES; i++) {
        NaiveConvolution shape = shape(random);
        for (Optional<Tag> layout :
            List.of(Optional.<Tag>empty(), Optional.of(Tag.NHWC), Optional.of(Tag.NCHW16C))) {
          try (Case tested = new Case(engine, check, shape, type, layout)) {
            tried += tested.forward() + tested.backwardData() + tested.backwardWeights();
          }
        }
      }
    }
    // Some shapes have no fast kernel in some layouts.
    assertThat(tried).isGreaterThan(SHAPES * 6);
  }

  private static NaiveConvolution shape(Random random) {
    while (true) {
      int c = CHANNELS[random.nextInt(CHANNELS.length)];
      int k = CHANNELS[random.nextInt(CHANNELS.length)];
      boolean depthwise = random.nextInt(5) == 0;
      int window = 1 + random.nextInt(random.nextInt(5) == 0 ? 7 : 3);
      NaiveConvolution shape =
          new NaiveConvolution(
              1 + random.nextInt(3),
              c,
              1 + random.nextInt(14),
              depthwise ? c : k,
              window,
              1 + random.nextInt(4),
              1 + random.nextInt(6) / 5,
              random.nextInt(window / 2 + 1),
              depthwise ? c : 1);
      if (shape.h() + 2 * shape.pad() > shape.dilation() * (window - 1)) {
        return shape;
      }
    }
  }

  /** One shape in one layout. */
  private static final class Case implements AutoCloseable {
    private final Trial trial;
    private final Selection selection;
    private final NaiveConvolution shape;
    private final DataType type;
    private final Desc x;
    private final Desc y;
    private final long[] weights;
    private final Sliding sliding;

    Case(
        Engine engine,
        SelfCheck check,
        NaiveConvolution shape,
        DataType type,
        Optional<Tag> layout) {
      this.trial = new Trial(engine);
      this.selection = new Selection(engine, check);
      this.shape = shape;
      this.type = type;
      int o = shape.out();
      this.x = image(layout, shape.n(), shape.c(), shape.h(), shape.h());
      this.y = image(layout, shape.n(), shape.k(), o, o);
      int r = shape.window();
      int g = shape.groups();
      this.weights = g == 1 ? new long[] {shape.k(), shape.c(), r, r} : new long[] {g, 1, 1, r, r};
      this.sliding =
          new Sliding(
              Size.square(shape.stride()),
              Size.square(shape.dilation()),
              Size.square(shape.pad()),
              Size.square(shape.pad()));
    }

    private Desc image(Optional<Tag> layout, long... dims) {
      return layout.map(tag -> Desc.of(type, tag, dims)).orElseGet(() -> Desc.any(type, dims));
    }

    private Spec forwardSpec() {
      return new Convolution.Forward(
          Propagation.TRAINING, x, Desc.any(type, weights), Optional.empty(), y, sliding);
    }

    private Optional<PrimitiveDesc> kernel(Spec spec) {
      return selection.fastest("conv", List.of(Candidate.of(spec)));
    }

    private Optional<PrimitiveDesc> hint() {
      return selection.find("hint", Candidate.of(forwardSpec()));
    }

    private static float[] values(int count, long seed) {
      Random random = new Random(seed);
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = random.nextInt(5) - 2;
      }
      return values;
    }

    private float[] images() {
      return values(shape.n() * shape.c() * shape.h() * shape.h(), 1);
    }

    private float[] gradients() {
      return values(shape.n() * shape.k() * shape.out() * shape.out(), 2);
    }

    private float[] filters() {
      int size = shape.window() * shape.window();
      return values(shape.k() * shape.c() / shape.groups() * size, 3);
    }

    int forward() {
      Optional<PrimitiveDesc> found = kernel(forwardSpec());
      found.ifPresent(
          k ->
              check(
                  k,
                  Map.of(Arg.SRC, images(), Arg.WEIGHTS, filters()),
                  Arg.DST,
                  shape.forward(images(), filters(), new float[shape.k()])));
      return found.isPresent() ? 1 : 0;
    }

    int backwardData() {
      Optional<PrimitiveDesc> found =
          hint()
              .flatMap(
                  hint ->
                      kernel(
                          new Convolution.BackwardData(
                              x, Desc.any(type, weights), y, sliding, hint)));
      found.ifPresent(
          k ->
              check(
                  k,
                  Map.of(Arg.DIFF_DST, gradients(), Arg.WEIGHTS, filters()),
                  Arg.DIFF_SRC,
                  shape.diffSrc(filters(), gradients())));
      return found.isPresent() ? 1 : 0;
    }

    int backwardWeights() {
      Optional<PrimitiveDesc> found =
          hint()
              .flatMap(
                  hint ->
                      kernel(
                          new Convolution.BackwardWeights(
                              x,
                              Desc.any(DataType.F32, weights),
                              Optional.empty(),
                              y,
                              sliding,
                              hint)));
      found.ifPresent(
          k ->
              check(
                  k,
                  Map.of(Arg.SRC, images(), Arg.DIFF_DST, gradients()),
                  Arg.DIFF_WEIGHTS,
                  shape.diffWeights(images(), gradients())));
      return found.isPresent() ? 1 : 0;
    }

    private void check(PrimitiveDesc k, Map<Integer, float[]> inputs, int result, float[] want) {
      Map<Integer, Trial.Buffer> operands = new HashMap<>();
      inputs.forEach((arg, array) -> operands.put(arg, trial.of(k.desc(arg), array)));
      operands.put(result, trial.empty(k.desc(result)));
      trial.run(k, operands);
      float rounding = k.desc(result).type() == DataType.F32 ? 0 : 0x1p-8f;
      assertThat(SelfCheck.difference(trial.read(operands.get(result)), want, rounding))
          .as("%s %s", k, k.spec())
          .isEmpty();
      assertThat(trial.isIntact()).as("%s %s: guards", k, k.spec()).isTrue();
    }

    @Override
    public void close() {
      selection.close();
      trial.close();
    }
  }
}
