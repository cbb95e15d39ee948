// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.formats.model.LayerKind.plain;
import static dev.fovea.formats.model.LayerKind.weighted;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Dense;
import dev.fovea.nn.Normalization;
import dev.fovea.nn.Scope;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Binary;
import dev.fovea.op.Concat;
import dev.fovea.op.Fill;
import dev.fovea.op.Pad;
import dev.fovea.op.Pool;
import dev.fovea.op.Slice;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every kind of layer, by its name in files. */
final class LayerKinds {
  private static final int LARGEST = 1 << 20;

  static final Map<String, LayerKind> ALL = all();

  private LayerKinds() {}

  /** What the number in a function's formula is called; empty where it has none. */
  static String alpha(Unary.Fn fn) {
    return !fn.hasAlpha() ? "" : fn == Unary.Fn.CLIP ? "limit" : "slope";
  }

  private static Map<String, LayerKind> all() {
    List<LayerKind> kinds = new ArrayList<>();
    kinds.add(weighted("conv", "", LayerKinds::conv));
    kinds.add(weighted("depthwise_conv", "size", LayerKinds::depthwise));
    kinds.add(weighted("linear", "outputs", LayerKinds::linear));
    kinds.add(weighted("batch_norm", "", LayerKinds::batchNorm));
    kinds.add(
        weighted(
            "prelu",
            "",
            a -> a.flag("shared", false) ? Activations.sharedPrelu() : Activations.prelu()));
    for (Unary.Fn fn : Unary.Fn.values()) {
      String alpha = alpha(fn);
      kinds.add(
          plain(
              name(fn),
              alpha,
              a -> Blocks.op(alpha.isEmpty() ? new Unary(fn) : unary(a, fn, alpha))));
    }
    kinds.add(plain("max_pool", "size", a -> pool(a, Pool.Kind.MAX)));
    kinds.add(
        plain(
            "average_pool",
            "size",
            a ->
                pool(
                    a,
                    a.flag("count_padding", true) ? Pool.Kind.AVERAGE : Pool.Kind.AVERAGE_VALID)));
    kinds.add(plain("sum_pool", "size", a -> pool(a, Pool.Kind.SUM)));
    kinds.add(plain("global_average_pool", "", a -> Blocks.globalAveragePool()));
    kinds.add(
        plain(
            "adaptive_average_pool",
            "size",
            a -> {
              int[] size = a.pair("size", 1, null);
              return Blocks.op(new AdaptiveAveragePool(size[0], size[1]));
            }));
    kinds.add(plain("flatten", "", a -> Blocks.flatten()));
    kinds.add(plain("dropout", "rate", LayerKinds::dropout));
    kinds.add(plain("local_response_norm", "", LayerKinds::localResponseNorm));
    kinds.add(plain("softmax", "", a -> Activations.softmax()));
    kinds.add(plain("log_softmax", "", a -> Activations.logSoftmax()));
    kinds.add(
        plain(
            "pad",
            "",
            a ->
                Blocks.op(
                    new Pad(
                        a.integer("axis", 1, 3),
                        a.integer("before", -LARGEST, LARGEST, 0),
                        a.integer("after", -LARGEST, LARGEST, 0)))));
    kinds.add(
        plain(
            "slice",
            "",
            a ->
                Blocks.op(
                    new Slice(
                        a.integer("axis", 1, 3, 1),
                        a.integer("begin", 0, LARGEST, 0),
                        a.integer("size", 1, LARGEST)))));
    kinds.add(plain("scale", "by", LayerKinds::scale));
    kinds.add(new LayerKind("concat", "", false, true, a -> LayerKinds::concat));
    for (Binary.Fn fn : Binary.Fn.values()) {
      kinds.add(new LayerKind(name(fn), "", false, true, a -> binary(a.place(), fn)));
    }
    Map<String, LayerKind> byName = new LinkedHashMap<>();
    kinds.forEach(kind -> byName.put(kind.name(), kind));
    return Collections.unmodifiableMap(byName);
  }

  static String name(Unary.Fn fn) {
    return fn.name().toLowerCase(Locale.ROOT);
  }

  static String name(Binary.Fn fn) {
    return switch (fn) {
      case ADD -> "add";
      case SUB -> "subtract";
      case MUL -> "multiply";
      case DIV -> "divide";
    };
  }

  private static Block conv(Attributes a) {
    Convolution conv =
        new Convolution(
            a.count("filters"),
            a.window(false, true),
            a.integer("groups", 1, LARGEST, 1),
            a.flag("bias", true),
            a.init("init", Init.torchDefault()));
    Place place = a.place();
    return (s, x) -> {
      checkWeights(place, x.type(), (double) conv.filters() * conv.window().taps(), 1);
      return conv.apply(s, x);
    };
  }

  private static Block depthwise(Attributes a) {
    Window window = a.window(false, true);
    int multiplier = a.integer("multiplier", 1, LARGEST, 1);
    boolean bias = a.flag("bias", true);
    Init init = a.init("init", Init.torchDefault());
    Place place = a.place();
    return (s, x) -> {
      place.check(x.type().rank() == 4, "input %s is not [N,C,H,W]", x.type());
      checkWeights(place, x.type(), (double) multiplier * window.taps(), 1);
      int channels = x.type().dim(1);
      return new Convolution(channels * multiplier, window, channels, bias, init).apply(s, x);
    };
  }

  private static Block linear(Attributes a) {
    Dense linear =
        new Dense(a.count("outputs"), a.flag("bias", true), a.init("init", Init.torchDefault()));
    Place place = a.place();
    return (s, x) -> {
      double rest = (double) x.type().elements() / x.type().dim(0) / x.type().dim(1);
      checkWeights(place, x.type(), linear.outputs(), rest);
      return linear.apply(s, x);
    };
  }

  /** Refuses weights that no array holds: a channel's share times the channels of the input. */
  private static void checkWeights(Place place, TensorType x, double each, double rest) {
    double weights = each * rest * (x.rank() > 1 ? x.dim(1) : 1);
    place.check(
        weights <= Integer.MAX_VALUE,
        "%.0f weights over an input of %s are more than %d; make it smaller",
        weights,
        x,
        Integer.MAX_VALUE);
  }

  private static Block batchNorm(Attributes a) {
    double eps = a.number("eps", 1e-5);
    double momentum = a.number("momentum", 0.1);
    a.place().check(eps >= 0 && eps < 1, "eps must lie in [0, 1), was %s", eps);
    a.place()
        .check(momentum >= 0 && momentum <= 1, "momentum must lie in [0, 1], was %s", momentum);
    return new Normalization(
        eps, momentum, a.flag("affine", true), a.init("init", Init.constant(1)));
  }

  private static Unary unary(Attributes a, Unary.Fn fn, String name) {
    double alpha = a.number(name, fn.usualAlpha());
    a.place().check(alpha > 0, "%s must be positive, was %s", name, alpha);
    return new Unary(fn, alpha);
  }

  private static Block localResponseNorm(Attributes a) {
    int size = a.integer("size", 1, LARGEST, 5);
    double alpha = a.number("alpha", 1e-4);
    double k = a.number("k", 1);
    a.place().check(size % 2 == 1, "size must be odd, was %d", size);
    a.place().check(alpha >= 0, "alpha must not be negative, was %s", alpha);
    a.place().check(k > 0, "k must be positive, was %s", k);
    return Activations.localResponseNorm(size, alpha, a.number("beta", 0.75), k);
  }

  private static Block pool(Attributes a, Pool.Kind kind) {
    return Blocks.op(new Pool(kind, a.window(true, false), a.flag("ceil", false)));
  }

  private static Block dropout(Attributes a) {
    double rate = a.number("rate", 0.5);
    a.place().check(rate >= 0 && rate < 1, "rate must lie in [0, 1), was %s", rate);
    return a.flag("paper", false) ? Activations.paperDropout(rate) : Activations.dropout(rate);
  }

  private static Block scale(Attributes a) {
    a.place().check(a.has("by"), "by is missing, expected a number");
    double by = a.number("by", 1);
    return (s, x) -> s.emit(new Binary(Binary.Fn.MUL), x, s.emit(new Fill(TensorType.f32(1), by)));
  }

  private static Value concat(Scope s, List<Value> inputs) {
    return s.apply(new Concat(1), inputs).get(0);
  }

  private static LayerKind.Computation binary(Place place, Binary.Fn fn) {
    return (s, inputs) -> {
      place.check(inputs.size() > 1, "takes two or more inputs: from: [a, b]");
      Value result = inputs.get(0);
      for (Value next : inputs.subList(1, inputs.size())) {
        result = s.emit(new Binary(fn), result, next);
      }
      return result;
    };
  }
}
