// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/** Blocks one after the other, each in a scope of its own name. Immutable. */
public record Sequential(List<Named> parts) implements Block {
  /** A block and its name; an empty name means the scope of the whole. */
  public record Named(String name, Block block) {}

  public Sequential {
    parts = List.copyOf(parts);
  }

  /** Blocks named by their position, as PyTorch's {@code nn.Sequential} does: 0, 1, 2, ... */
  public static Sequential of(Block... blocks) {
    Sequential net = new Sequential(List.of());
    for (int i = 0; i < blocks.length; i++) {
      net = net.then(String.valueOf(i), blocks[i]);
    }
    return net;
  }

  public Sequential then(String name, Block block) {
    List<Named> longer = new ArrayList<>(parts);
    longer.add(new Named(name, block));
    return new Sequential(longer);
  }

  /** A block without a name, in the scope of the whole. */
  @Override
  public Sequential then(Block block) {
    return then("", block);
  }

  @Override
  public Value apply(Scope s, Value x) {
    Value y = x;
    for (Named part : parts) {
      y = part.block.apply(part.name.isEmpty() ? s : s.in(part.name), y);
    }
    return y;
  }
}
