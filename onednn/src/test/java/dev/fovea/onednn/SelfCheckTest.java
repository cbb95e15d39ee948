// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Convolution;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.EltwiseKind;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.onednn.dnnl.Spec;
import dev.fovea.onednn.dnnl.Tag;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Kernels of oneDNN 3.11 that are wrong, on CPUs that offer them. Where one is right one day, its
 * test fails: then take another, or take the check away.
 */
class SelfCheckTest {
  private static final int THREADS = 2;

  private final Engine engine = Engine.open();
  private final SelfCheck check = new SelfCheck(engine, THREADS);
  private final Selection selection = new Selection(engine, check);

  @AfterEach
  void close() {
    selection.close();
    engine.close();
  }

  private static Desc image(DataType type, Tag tag, long... dims) {
    return Desc.of(type, tag, dims);
  }

  /** Of pixels, without padding. */
  private static Spec forward(DataType type, Tag tag, long[] src, long[] dst, long stride) {
    return new Convolution.Forward(
        Propagation.TRAINING,
        image(type, tag, src),
        Desc.any(type, dst[1], src[1], 1, 1),
        Optional.empty(),
        image(type, tag, dst),
        Sliding.of(stride, 0));
  }

  private Spec backwardWeights(DataType type, Tag tag, long[] src, long[] dst, long stride) {
    Spec forward = forward(type, tag, src, dst, stride);
    PrimitiveDesc hint = selection.find("hint", Candidate.of(forward)).orElseThrow();
    return new Convolution.BackwardWeights(
        image(type, tag, src),
        Desc.any(DataType.F32, dst[1], src[1], 1, 1),
        Optional.empty(),
        image(type, tag, dst),
        Sliding.of(stride, 0),
        hint);
  }

  /** An implementation by its name. */
  private PrimitiveDesc offered(Spec spec, String name) {
    Optional<PrimitiveDesc> found = selection.find("conv", Candidate.of(spec));
    while (found.isPresent() && !found.get().implName().equals(name)) {
      found = found.filter(PrimitiveDesc::next);
    }
    assumeTrue(found.isPresent(), "this CPU is not offered " + name);
    return found.get();
  }

  @Test
  void aKernelThatGivesWrongValuesIsPassedOver() {
    engine.setThreads(THREADS);
    Spec spec =
        forward(DataType.BF16, Tag.NHWC, new long[] {1, 17, 10, 9}, new long[] {1, 27, 10, 9}, 1);
    PrimitiveDesc wrong = offered(spec, "jit_bf16_1x1:avx512_core_bf16");
    assertThat(check.holds(wrong, Attributes.DEFAULT)).isFalse();
    PrimitiveDesc taken = selection.choose("conv", List.of(Candidate.of(spec)));
    assertThat(taken.implName()).isNotEqualTo(wrong.implName()).contains("bf16");
  }

  @Test
  void aKernelThatReadsBeyondItsSourceIsPassedOver() {
    engine.setThreads(THREADS);
    Spec spec =
        backwardWeights(
            DataType.BF16, Tag.NHWC, new long[] {3, 1, 17, 3}, new long[] {3, 7, 5, 1}, 4);
    PrimitiveDesc wrong = offered(spec, "jit_bf16:avx512_core_bf16");
    assertThat(check.holds(wrong, Attributes.DEFAULT)).isFalse();
  }

  @Test
  void aKernelThatWritesBeyondItsScratchpadIsPassedOver() {
    engine.setThreads(THREADS);
    Spec spec =
        backwardWeights(
            DataType.F32, Tag.NHWC, new long[] {1, 3, 18, 9}, new long[] {1, 9, 6, 3}, 3);
    PrimitiveDesc wrong = offered(spec, "jit_1x1:avx512_core");
    assertThat(check.holds(wrong, Attributes.DEFAULT)).isFalse();
    PrimitiveDesc taken = selection.choose("conv", List.of(Candidate.of(spec)));
    assertThat(taken.implName()).doesNotContain("1x1");
  }

  @Test
  void sumsAndActivationsBehindAConvolutionAreTriedToo() {
    engine.setThreads(THREADS);
    assumeTrue(engine.hasBf16(), "this CPU has no bf16");
    Spec spec =
        forward(DataType.BF16, Tag.NCHW16C, new long[] {4, 32, 9, 9}, new long[] {4, 48, 9, 9}, 1);
    Attributes tail =
        Attributes.DEFAULT.then(new PostOp.Sum(1)).then(new PostOp.Eltwise(EltwiseKind.TANH));
    PrimitiveDesc kernel =
        selection.fastest("conv", List.of(new Candidate(spec, tail))).orElseThrow();
    assertThat(kernel.implName()).contains("bf16");
  }

  @Test
  void theFirstElementThatIsOffIsNamed() {
    float[] want = {1, 100, 0};
    assertThat(SelfCheck.difference(new float[] {1, 100.3f, 0}, want, 0x1p-8f)).isEmpty();
    assertThat(SelfCheck.difference(new float[] {1, 101, 9}, want, 0x1p-8f))
        .hasValue("101.0, f32 100.0, at element 1");
    assertThat(SelfCheck.difference(new float[] {1, 100, Float.NaN}, want, 0x1p-8f))
        .hasValue("NaN, f32 0.0, at element 2");
  }
}
