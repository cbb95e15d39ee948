// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter.Role;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Window;

/**
 * A convolution with its parameters: {@code weight : [filters, C/groups, R, S]} and, unless
 * switched off, {@code bias : [filters]}; C is read from the input. Starts as PyTorch's Conv2d
 * does.
 */
public record Convolution(int filters, Window window, int groups, boolean bias, Init init)
    implements Block {
  public Convolution {
    check(filters > 0, "Conv2d: filters must be positive, was %d", filters);
    check(groups > 0, "Conv2d: groups must be positive, was %d", groups);
  }

  public Convolution stride(int stride) {
    return new Convolution(filters, window.stride(stride), groups, bias, init);
  }

  public Convolution pad(int pad) {
    return new Convolution(filters, window.pad(pad), groups, bias, init);
  }

  /** Padding that keeps the size at stride 1. */
  public Convolution same() {
    return new Convolution(filters, window.same(), groups, bias, init);
  }

  public Convolution dilation(int dilation) {
    return new Convolution(filters, window.dilation(dilation), groups, bias, init);
  }

  public Convolution groups(int number) {
    return new Convolution(filters, window, number, bias, init);
  }

  public Convolution noBias() {
    return new Convolution(filters, window, groups, false, init);
  }

  public Convolution init(Init other) {
    return new Convolution(filters, window, groups, bias, other);
  }

  @Override
  public Value apply(Scope s, Value x) {
    int channels = x.type().rank() == 4 ? x.type().dim(1) : 0;
    if (channels == 0 || channels % groups != 0 || filters % groups != 0) {
      throw new FoveaException(
          "%s: Conv2d: %s to %d channels cannot be split into %d groups",
          s.path(), channels == 0 ? x.type() : channels, filters, groups);
    }
    int depth = channels / groups;
    Shape shape = Shape.of(filters, depth, window.h().size(), window.w().size());
    Value w = s.parameter("weight", shape, Role.WEIGHT, init);
    Op op = new Conv2d(window, groups);
    if (!bias) {
      return s.emit(op, x, w);
    }
    Init start = Init.uniform(1 / Math.sqrt((double) depth * window.taps()));
    return s.emit(op, x, w, s.parameter("bias", Shape.of(filters), Role.BIAS, start));
  }
}
