// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which of oneDNN's implementations a node gets. The rule is fixed, so that two runs get the same
 * kernels and with them the same bits.
 */
final class Selection implements AutoCloseable {
  private final Engine engine;
  private final SelfCheck check;
  private final List<PrimitiveDesc> open = new ArrayList<>();

  Selection(Engine engine, SelfCheck check) {
    this.engine = engine;
    this.check = check;
  }

  /** What one attempt at a kernel asks oneDNN for. */
  record Candidate(Spec spec, Attributes attributes) {
    static Candidate of(Spec spec) {
      return new Candidate(spec, Attributes.DEFAULT);
    }
  }

  /**
   * The first implementation that is neither wrong nor a slow fallback, candidates in order of
   * preference; if there is none, the first that is not wrong.
   */
  PrimitiveDesc choose(String label, List<Candidate> candidates) {
    return fastest(label, candidates)
        .or(() -> search(label, candidates, desc -> true))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    label + ": oneDNN has no kernel for " + candidates.get(0).spec()));
  }

  /**
   * The first implementation that is neither wrong nor a slow fallback, candidates in order of
   * preference.
   */
  Optional<PrimitiveDesc> fastest(String label, List<Candidate> candidates) {
    return search(label, candidates, desc -> !isFallback(desc));
  }

  private Optional<PrimitiveDesc> search(
      String label, List<Candidate> candidates, Predicate<PrimitiveDesc> wanted) {
    for (Candidate candidate : candidates) {
      Optional<PrimitiveDesc> found = find(label, candidate);
      boolean more = found.isPresent();
      while (more) {
        if (wanted.test(found.get()) && isRight(found.get(), candidate)) {
          return found;
        }
        more = found.get().next();
      }
    }
    return Optional.empty();
  }

  /** The first implementation for one candidate, if it is neither wrong nor a slow fallback. */
  Optional<PrimitiveDesc> first(String label, Candidate candidate) {
    return find(label, candidate).filter(desc -> !isFallback(desc) && isRight(desc, candidate));
  }

  private boolean isRight(PrimitiveDesc desc, Candidate candidate) {
    // Reference kernels are what others are measured by, and too slow to try.
    return isFallback(desc) || check.holds(desc, candidate.attributes());
  }

  /** An implementation for one candidate, whatever it is; empty if oneDNN has none. */
  Optional<PrimitiveDesc> find(String label, Candidate candidate) {
    Optional<PrimitiveDesc> found =
        PrimitiveDesc.find(engine, label, candidate.spec(), candidate.attributes());
    found.ifPresent(open::add);
    return found;
  }

  /** Reference kernels of any primitive, and convolutions by way of im2col and GEMM. */
  static boolean isFallback(PrimitiveDesc desc) {
    String name = desc.implName();
    return name.contains("ref")
        || desc.spec().kind().startsWith("convolution") && name.contains("gemm");
  }

  @Override
  public void close() {
    open.forEach(PrimitiveDesc::close);
  }
}
