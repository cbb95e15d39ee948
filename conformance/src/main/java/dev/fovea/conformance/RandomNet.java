// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Result;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Input;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.op.Pool;
import dev.fovea.op.Reshape;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Axis;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * One random network: some layers, each on a value chosen among all so far, so that values are used
 * several times or not at all; then a linear head over the last.
 */
final class RandomNet {
  private static final int[] CHANNELS = {1, 3, 6, 8, 10, 16, 17, 24};

  private final GraphBuilder builder;
  private final long seed;
  private final List<Result> values = new ArrayList<>();
  private long draws;

  private RandomNet(long seed) {
    this.seed = seed;
    this.builder = new GraphBuilder("random" + seed);
  }

  static Graph of(long seed, int batch) {
    return new RandomNet(seed).build(batch);
  }

  private Graph build(int batch) {
    TensorType image = TensorType.f32(batch, pick(CHANNELS), 5 + below(10), 5 + below(10));
    values.add(emit(new Input(Graph.INPUT, image)));
    int layers = 3 + below(8);
    for (int i = 0; i < layers; i++) {
      builder.at("layer" + i);
      values.add(layer(below(3) == 0 ? values.get(below(values.size())) : last(), "layer" + i));
    }
    builder.output(Graph.LOGITS, head(last()));
    return builder.output("inside", values.get(1 + below(layers))).build();
  }

  private Result last() {
    return values.get(values.size() - 1);
  }

  private Result layer(Result x, String name) {
    return switch (below(10)) {
      case 0, 1, 2 -> convolution(x, name);
      case 3 -> unary(convolution(x, name));
      case 4, 5 -> unary(x);
      case 6 -> pool(x);
      case 7, 8 -> join(x, name);
      default -> emit(new AdaptiveAveragePool(1 + below(4), 1 + below(4)), x);
    };
  }

  private Result convolution(Result x, String name) {
    int channels = x.type().dim(1);
    int[] divisors = {1, 1, 2, channels};
    int groups = pick(divisors);
    groups = channels % groups == 0 ? groups : 1;
    int filters = groups == 1 ? pick(CHANNELS) : channels * (1 + below(2));
    Window window = new Window(axis(x.type().dim(2), true), axis(x.type().dim(3), true));
    int rows = window.h().size();
    int columns = window.w().size();
    Result w = parameter(name + ".weight", filters, channels / groups, rows, columns);
    Op op = new Conv2d(window, groups);
    return below(2) == 0 ? emit(op, x, w) : emit(op, x, w, parameter(name + ".bias", filters));
  }

  private Result pool(Result x) {
    Window window = new Window(axis(x.type().dim(2), false), axis(x.type().dim(3), false));
    Pool.Kind[] kinds = {Pool.Kind.MAX, Pool.Kind.AVERAGE, Pool.Kind.AVERAGE_VALID};
    return emit(new Pool(kinds[below(3)], window, below(2) == 0), x);
  }

  /** A window that fits {@code n} elements; 1 when the one drawn does not. */
  private Axis axis(int n, boolean convolution) {
    int size = pick(new int[] {1, 2, 3, 3, 5});
    int stride = 1 + below(3);
    int dilation = convolution && below(4) == 0 ? 2 : 1;
    Axis axis = new Axis(size, stride, below(size / 2 + 1), below(size / 2 + 1), dilation);
    return axis.extent() <= n ? axis : new Axis(1, stride, 0, 0, 1);
  }

  private Result unary(Result x) {
    Unary.Fn[] choices = {Unary.Fn.RELU, Unary.Fn.SIGMOID, Unary.Fn.TANH};
    return emit(new Unary(choices[below(3)]), x);
  }

  /** Adds another value of the same type, or scales the channels if there is none. */
  private Result join(Result x, String name) {
    List<Result> fitting =
        values.stream().filter(v -> v.type().equals(x.type()) && !v.equals(x)).toList();
    if (fitting.isEmpty()) {
      Result scale = parameter(name + ".scale", 1, x.type().dim(1), 1, 1);
      return emit(new Binary(Binary.Fn.MUL), x, scale);
    }
    return emit(new Binary(Binary.Fn.ADD), x, fitting.get(below(fitting.size())));
  }

  private Result head(Result x) {
    builder.at("fc");
    int features = Math.toIntExact(x.type().elements() / x.type().dim(0));
    Result flat = below(2) == 0 ? x : emit(new Reshape(Shape.of(x.type().dim(0), features)), x);
    Result hidden = emit(new Linear(), flat, parameter("fc1.weight", 12, features));
    Result bias = parameter("fc2.bias", 7);
    return emit(new Linear(), unary(hidden), parameter("fc2.weight", 7, 12), bias);
  }

  private Result parameter(String path, int... dims) {
    boolean weight = dims.length > 1 && dims[0] > 1;
    Parameter.Role role = weight ? Parameter.Role.WEIGHT : Parameter.Role.BIAS;
    Init init = weight ? Init.heNormal() : Init.uniform(0.9);
    return emit(new Parameter(path, TensorType.f32(dims), role, init));
  }

  private Result emit(Op op, Result... inputs) {
    return builder.node(op, List.of(inputs)).get(0);
  }

  private int pick(int[] choices) {
    return choices[below(choices.length)];
  }

  private int below(int bound) {
    return Draw.below(bound, seed, 0, draws++);
  }
}
