// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import java.util.List;
import java.util.stream.Stream;

/** Every case of every op, a file a family. */
public final class OpCases {
  private OpCases() {}

  public static List<OpCase> all() {
    return Stream.of(
            ActivationCases.all(),
            AdaptivePoolCases.all(),
            ConvolutionCases.all(),
            ElementwiseCases.all(),
            FusedCases.all(),
            JoinCases.all(),
            LinearCases.all(),
            LossCases.all(),
            NormCases.all(),
            PackCases.all(),
            PoolCases.all(),
            SpreadCases.all())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }
}
