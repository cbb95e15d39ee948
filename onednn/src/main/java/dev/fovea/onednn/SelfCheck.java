// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Convolution;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.onednn.dnnl.Spec;
import dev.fovea.onednn.dnnl.Trial;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a convolution kernel does what it says, found out by running it before a graph takes it:
 * for some shapes oneDNN's give wrong values or write beside their operands (docs/lab-notes.md).
 *
 * <p>It runs on a few images between guards of NaN, and so does an f32 kernel with layouts of
 * oneDNN's choice. The values are small multiples of a power of two, exact in bf16, whose products
 * and sums f32 holds exactly in any order. So all that may be off is the rounding of a result in
 * bf16, and what an activation behind the sum is approximated by.
 */
final class SelfCheck {
  /** Twice the rounding of bf16. */
  private static final float HALF_ROUNDING = 0x1p-8f;

  private static final float WIDE_ROUNDING = 0x1p-18f;
  private static final float APPROXIMATION = 0x1p-14f;

  /** Elements of an operand that a check may take: half a dozen arrays of them exist at a time. */
  private static final long LARGEST = 1 << 23;

  private static final Set<Integer> IMAGES = Set.of(Arg.SRC, Arg.DST, Arg.DIFF_SRC, Arg.DIFF_DST);
  private static final List<Integer> INPUTS = List.of(Arg.SRC, Arg.WEIGHTS, Arg.BIAS, Arg.DIFF_DST);
  private static final List<Integer> RESULTS =
      List.of(Arg.DST, Arg.DIFF_SRC, Arg.DIFF_WEIGHTS, Arg.DIFF_BIAS);
  private static final List<Integer> ARGS =
      Stream.concat(INPUTS.stream(), RESULTS.stream()).toList();

  private final Engine engine;
  private final int threads;
  private final Map<Key, Boolean> known = new HashMap<>();

  /**
   * For kernels that run on that many threads. Batches are cut to as many images, if they are not
   * too large: a kernel divides a smaller batch in other ways, and that has been where it went
   * wrong.
   */
  SelfCheck(Engine engine, int threads) {
    this.engine = engine;
    this.threads = threads;
  }

  /** What kernels have in common that compute the same; operands of a few images. */
  private record Key(
      String kernel, Map<Integer, Desc> operands, Sliding sliding, Attributes attributes) {}

  /** Whether a kernel may be used. Only convolutions in bf16 are tried. */
  boolean holds(PrimitiveDesc kernel, Attributes attributes) {
    if (!kernel.spec().kind().startsWith("convolution")) {
      return true;
    }
    if (overruns(kernel)) {
      return false;
    }
    boolean half = ARGS.stream().anyMatch(arg -> isOf(DataType.BF16, kernel.desc(arg)));
    if (!half) {
      return true;
    }
    long images = Math.min(threads, mostImages(kernel));
    Key key =
        new Key(kernel.implName(), operands(kernel, images), sliding(kernel.spec()), attributes);
    return known.computeIfAbsent(key, k -> agrees(kernel, images, attributes));
  }

  /**
   * Whether a kernel writes beyond its scratchpad when a batch has fewer images than there are
   * threads: weight gradients of single pixels some way apart, out of fewer than 16 channels that
   * are not in blocks. Found by trying, and not to be tried: memory of others is behind it.
   */
  private static boolean overruns(PrimitiveDesc kernel) {
    if (!(kernel.spec() instanceof Convolution.BackwardWeights b)) {
      return false;
    }
    Desc src = kernel.src();
    return kernel.implName().contains("1x1")
        && !b.sliding().stride().equals(Size.ONE)
        && src.innerBlocks().isEmpty()
        && src.dims().get(1) < 16;
  }

  private static boolean isOf(DataType type, Desc desc) {
    return !desc.isNone() && desc.type() == type;
  }

  /** As many images as a check may take, one at least. */
  private static long mostImages(PrimitiveDesc kernel) {
    long largest = 1;
    for (int arg : IMAGES) {
      List<Long> dims = kernel.desc(arg).dims();
      largest = Math.max(largest, dims.stream().skip(1).reduce(1L, (a, b) -> a * b));
    }
    return Math.max(1, LARGEST / largest);
  }

  private boolean agrees(PrimitiveDesc kernel, long images, Attributes attributes) {
    Optional<String> fault;
    try (Trial trial = new Trial(engine)) {
      Optional<PrimitiveDesc> copy =
          copy(kernel, images, attributes, trial)
              // Some kernels refuse so few.
              .or(() -> copy(kernel, mostImages(kernel), attributes, trial));
      fault =
          copy.isEmpty()
              ? Optional.of("cannot be had outside the graph")
              : fault(copy.get(), attributes, trial);
    }
    fault.ifPresent(
        what -> {
          Logger log = LoggerFactory.getLogger(SelfCheck.class);
          log.warn("{} {}; another kernel is taken", kernel, what);
          log.debug("{}", kernel.spec());
        });
    return fault.isEmpty();
  }

  /** Layouts of a kernel's operands by {@link Arg}, of at most so many images. */
  private static Map<Integer, Desc> operands(PrimitiveDesc kernel, long images) {
    Map<Integer, Desc> operands = new LinkedHashMap<>();
    for (int arg : ARGS) {
      Desc desc = kernel.desc(arg);
      if (!desc.isNone()) {
        operands.put(arg, IMAGES.contains(arg) ? few(desc, images) : desc);
      }
    }
    return operands;
  }

  /** The same layout of at most so many images, and of a slice as if it were the whole. */
  private static Desc few(Desc desc, long images) {
    long[] dims = Compilation.longs(desc.dims());
    if (!desc.isAny()) {
      Desc dense = Desc.of(desc.type(), Layouts.tagOf(desc), dims);
      boolean slice = !desc.equals(dense) && !Layouts.sameBytes(desc, dense);
      dims[0] = Math.min(dims[0], images);
      return (slice ? dense : desc).submemory(dims, new long[dims.length]).orElseThrow();
    }
    dims[0] = Math.min(dims[0], images);
    return Desc.any(desc.type(), dims);
  }

  /** The same kernel for fewer images; empty if oneDNN does not offer it for them. */
  private Optional<PrimitiveDesc> copy(
      PrimitiveDesc kernel, long images, Attributes attributes, Trial trial) {
    Spec spec = respecified(kernel.spec(), desc -> few(desc, images), w -> w, trial);
    Optional<PrimitiveDesc> found = PrimitiveDesc.find(engine, kernel.label(), spec, attributes);
    found.ifPresent(trial::keep);
    while (found.isPresent() && !found.get().implName().equals(kernel.implName())) {
      found = found.filter(PrimitiveDesc::next);
    }
    return found;
  }

  /** An f32 kernel for the same shapes, a fast one if there is one. */
  private PrimitiveDesc wide(PrimitiveDesc kernel, Attributes attributes, Trial trial) {
    UnaryOperator<Desc> open = d -> Desc.any(DataType.F32, Compilation.longs(d.dims()));
    Spec spec = respecified(kernel.spec(), open, open, trial);
    PrimitiveDesc found =
        trial.keep(PrimitiveDesc.create(engine, kernel.label(), spec, attributes));
    boolean more = true;
    while (more && (Selection.isFallback(found) || overruns(found))) {
      more = found.next();
    }
    return found;
  }

  /** A spec with other layouts of images and of weights. */
  private Spec respecified(
      Spec spec, UnaryOperator<Desc> image, UnaryOperator<Desc> weights, Trial trial) {
    if (spec instanceof Convolution.Forward f) {
      return new Convolution.Forward(
          f.propagation(),
          image.apply(f.src()),
          weights.apply(f.weights()),
          f.bias(),
          image.apply(f.dst()),
          f.sliding());
    }
    if (spec instanceof Convolution.BackwardData b) {
      Desc src = image.apply(b.diffSrc());
      Desc dst = image.apply(b.diffDst());
      Desc w = weights.apply(b.weights());
      return new Convolution.BackwardData(
          src, w, dst, b.sliding(), hint(src, w, dst, b.sliding(), trial));
    }
    Convolution.BackwardWeights b = (Convolution.BackwardWeights) spec;
    Desc src = image.apply(b.src());
    Desc dst = image.apply(b.diffDst());
    Desc w = weights.apply(b.diffWeights());
    return new Convolution.BackwardWeights(
        src, w, b.diffBias(), dst, b.sliding(), hint(src, w, dst, b.sliding(), trial));
  }

  /** The forward descriptor of the same shapes, which oneDNN wants to see beside a backward one. */
  private PrimitiveDesc hint(Desc src, Desc weights, Desc dst, Sliding sliding, Trial trial) {
    Desc open = Desc.any(src.type(), Compilation.longs(weights.dims()));
    Spec forward =
        new Convolution.Forward(Propagation.TRAINING, src, open, Optional.empty(), dst, sliding);
    return trial.keep(PrimitiveDesc.create(engine, "hint", forward, Attributes.DEFAULT));
  }

  private static Sliding sliding(Spec spec) {
    if (spec instanceof Convolution.Forward f) {
      return f.sliding();
    }
    return spec instanceof Convolution.BackwardData b
        ? b.sliding()
        : ((Convolution.BackwardWeights) spec).sliding();
  }

  /** What is wrong with a kernel's results, if anything is. */
  private Optional<String> fault(PrimitiveDesc kernel, Attributes attributes, Trial trial) {
    Map<Integer, float[]> values = new LinkedHashMap<>();
    for (int arg : INPUTS) {
      Desc desc = kernel.desc(arg);
      if (!desc.isNone()) {
        values.put(arg, values(desc, arg));
      }
    }
    if (attributes.postOps().stream().anyMatch(PostOp.Sum.class::isInstance)) {
      values.put(Arg.DST, values(kernel.dst(), Arg.DST));
    }
    Map<Integer, float[]> half = results(kernel, values, trial);
    Map<Integer, float[]> wide = results(wide(kernel, attributes, trial), values, trial);
    if (!trial.isIntact()) {
      return Optional.of("writes beside its operands");
    }
    for (int arg : half.keySet()) {
      boolean rounded = kernel.desc(arg).type() != DataType.F32;
      float rounding = rounded ? HALF_ROUNDING : WIDE_ROUNDING;
      Optional<String> difference = difference(half.get(arg), wide.get(arg), rounding);
      if (difference.isPresent()) {
        return difference.map(text -> "gives %s of its %s".formatted(text, Arg.name(arg)));
      }
    }
    return Optional.empty();
  }

  /** The first element that is off by more than rounding. */
  static Optional<String> difference(float[] got, float[] want, float rounding) {
    for (int i = 0; i < want.length; i++) {
      // Not the other way round, for the sake of NaN.
      if (!(Math.abs(got[i] - want[i]) <= rounding * Math.abs(want[i]) + APPROXIMATION)) {
        return Optional.of("%s, f32 %s, at element %d".formatted(got[i], want[i], i));
      }
    }
    return Optional.empty();
  }

  /** Whole numbers from -2 to 2; weights small enough for sums of about that size. */
  private static float[] values(Desc desc, int arg) {
    float[] values = new float[desc.elements()];
    SplittableRandom random = new SplittableRandom(arg);
    double terms = (double) values.length / desc.dims().get(0);
    float unit = arg == Arg.WEIGHTS ? Math.scalb(1f, -Math.getExponent(Math.sqrt(terms))) : 1;
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(5) - 2) * unit;
    }
    return values;
  }

  private static Map<Integer, float[]> results(
      PrimitiveDesc kernel, Map<Integer, float[]> values, Trial trial) {
    Map<Integer, Trial.Buffer> operands = new LinkedHashMap<>();
    values.forEach((arg, array) -> operands.put(arg, trial.of(kernel.desc(arg), array)));
    Map<Integer, float[]> results = new LinkedHashMap<>();
    for (int arg : RESULTS) {
      if (!kernel.desc(arg).isNone()) {
        operands.computeIfAbsent(arg, a -> trial.empty(kernel.desc(a)));
        results.put(arg, new float[0]);
      }
    }
    trial.run(kernel, operands);
    results.replaceAll((arg, none) -> trial.read(operands.get(arg)));
    return results;
  }
}
