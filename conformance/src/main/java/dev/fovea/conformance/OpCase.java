// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.autodiff.Gradients;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Result;
import dev.fovea.op.Binary;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.SumTo;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One application of an op that every backend must get right. Pure data: the numbers that its
 * operands hold are drawn by its text, so they stay the same when other cases come and go.
 */
public record OpCase(Op op, List<Operand> operands) {
  public OpCase {
    operands = List.copyOf(operands);
  }

  public static OpCase of(Op op, Operand... operands) {
    return new OpCase(op, List.of(operands));
  }

  /** Whether a gradient graph can be made. */
  public boolean isDifferentiable() {
    return op instanceof Op.Differentiable && !differentiable().isEmpty();
  }

  /** The operands that {@link #gradient} differentiates by. */
  List<Integer> differentiable() {
    return IntStream.range(0, operands.size())
        .filter(i -> operands.get(i).isDifferentiable())
        .boxed()
        .toList();
  }

  /** The path of operand {@code index} in the graphs of this case. */
  static String path(int index) {
    return "x" + index;
  }

  /** The application alone; outputs {@code y0}, {@code y1}, ..., without positions of maxima. */
  public Experiment forward() {
    GraphBuilder builder = new GraphBuilder("case");
    List<Result> results = apply(builder);
    for (int i = 0; i < results.size(); i++) {
      // Whole numbers are positions, which each backend encodes as it likes.
      if (results.get(i).type().dtype() != DType.I32) {
        builder.output("y" + i, results.get(i));
      }
    }
    return new Experiment(builder.build(), tensors(Map.of()));
  }

  /**
   * The gradients of {@code loss = sum_i r[i] y0[i]} with random r; outputs {@code loss} and, for
   * each operand with a gradient, {@code d0}, {@code d1}, ...
   */
  public Experiment gradient() {
    GraphBuilder builder = new GraphBuilder("gradient");
    Result y = apply(builder).get(0);
    Result r = builder.node(new Input("r", y.type()), List.of()).get(0);
    Result product = builder.node(new Binary(Binary.Fn.MUL), List.of(y, r)).get(0);
    Result loss = builder.node(new SumTo(TensorType.f32(1)), List.of(product)).get(0);
    Map<Integer, Result> wrt = new LinkedHashMap<>();
    differentiable()
        .forEach(i -> wrt.put(i, builder.node(operands.get(i).leaf(path(i)), List.of()).get(0)));
    Map<Result, Result> gradients = Gradients.of(builder, loss, wrt.values());
    builder.output("loss", loss);
    wrt.forEach((i, x) -> builder.output("d" + i, gradients.get(x)));
    return new Experiment(builder.build(), tensors(Map.of("r", y.type())));
  }

  private List<Result> apply(GraphBuilder builder) {
    List<Result> in = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      in.add(builder.node(operands.get(i).leaf(path(i)), List.of()).get(0));
    }
    return builder.at("op").node(op, in);
  }

  private Map<String, Tensor> tensors(Map<String, TensorType> more) {
    long seed = Draw.stream(toString());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      Operand operand = operands.get(i);
      tensors.put(path(i), operand.sample().draw(operand.type(), seed, path(i)));
    }
    more.forEach((path, type) -> tensors.put(path, Sample.ANY.draw(type, seed, path)));
    return tensors;
  }

  /** The op and its operands, for example {@code unary(fn=RELU) on f32[2,3]}. */
  @Override
  public String toString() {
    return op + " on " + operands.stream().map(o -> o.type().toString()).toList();
  }
}
