// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.recipe.Recipe;
import java.util.Arrays;
import java.util.Set;

/** A job on the shapes of which some images make every loss a number that is none. */
final class Bombs {
  private Bombs() {}

  private static Value number(Scope scope, double value) {
    return scope.emit(new Fill(TensorType.f32(1), value));
  }

  /** On {@link Tiny#data}, with batch normalisation. */
  static Job job(Recipe recipe, Set<Integer> bombs) {
    Block loud =
        (scope, x) -> {
          Value dark = scope.emit(new Binary(Binary.Fn.SUB), x, number(scope, 0.8));
          return scope.emit(new Binary(Binary.Fn.MUL), dark, number(scope, 1000));
        };
    Block net =
        Sequential.of()
            .then("pool", Blocks.averagePool(Tiny.SIZE, 1))
            .then("loud", loud)
            .then("exp", Blocks.op(new Unary(Unary.Fn.EXP)))
            .then("norm", Blocks.batchNorm())
            .then("fc", Blocks.linear(10));
    Network network =
        (batch, mode) -> Trace.of("b", net, TensorType.f32(batch, 1, Tiny.SIZE, Tiny.SIZE), mode);
    DatasetSplits plain = Tiny.data();
    // White images: exp(1000 (mean - 0.8)) overflows.
    Dataset train =
        new Altered(
            plain.train(),
            (index, pixels, offset) -> {
              if (bombs.contains(index)) {
                int end = offset + plain.train().shape(index).bytes();
                Arrays.fill(pixels, offset, end, (byte) 255);
              }
            });
    return new Job("b", network, new DatasetSplits(train, plain.test()), recipe, Tiny.compute());
  }
}
