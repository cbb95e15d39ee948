// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.autodiff.Gradients;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Result;
import dev.fovea.ir.Weights;
import dev.fovea.op.Binary;
import dev.fovea.op.Input;
import dev.fovea.op.SumTo;
import dev.fovea.op.Value;
import dev.fovea.report.plot.Raster;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a layer says about one image, and what of it speaks for a class: the network's graph with
 * that value, and the class score's gradient by it, as outputs of their own.
 */
final class LayerMaps {
  private static final String VALUE = "value";
  private static final String GRADIENT = "gradient";
  private static final String CLASS = "class";

  private LayerMaps() {}

  /** The maps of a value of the graph for one image, one a channel. */
  static List<Raster> maps(
      Backend backend,
      Backend.Options options,
      Graph graph,
      Weights weights,
      Result value,
      float[] image) {
    GraphBuilder builder = new GraphBuilder(graph.name() + "_maps");
    builder.output(VALUE, copy(builder.include(graph), value));
    try (Session session = backend.open(options)) {
      Executable executable = session.compile(builder.build());
      session.write(weights(session, weights));
      executable.input(Graph.INPUT).write(image);
      executable.run();
      return planes(executable.output(VALUE).read());
    }
  }

  /**
   * Grad-CAM (Selvaraju et al. 2017): the maps of a value, weighed by the mean of the class score's
   * gradient over each, summed, and cut off below zero.
   */
  static Raster gradCam(
      Backend backend,
      Backend.Options options,
      Graph graph,
      Weights weights,
      Result value,
      float[] image,
      int label) {
    GraphBuilder builder = new GraphBuilder(graph.name() + "_cam");
    List<List<Result>> copies = builder.include(graph);
    Result maps = copy(copies, value);
    Result logits = copy(copies, graph.output(Graph.LOGITS));
    builder.at(CLASS);
    Value chosen = builder.emit(new Input(CLASS, logits.type()));
    Value product = builder.emit(new Binary(Binary.Fn.MUL), logits, chosen);
    TensorType one = logits.type().withShape(Shape.of(1));
    Result score = (Result) builder.emit(new SumTo(one), product);
    builder.output(VALUE, maps);
    builder.output(GRADIENT, Gradients.of(builder, score, List.of(maps)).get(maps));
    try (Session session = backend.open(options)) {
      Executable executable = session.compile(builder.build());
      session.write(weights(session, weights));
      executable.input(Graph.INPUT).write(image);
      float[] oneHot = new float[Math.toIntExact(logits.type().elements())];
      oneHot[label] = 1;
      executable.input(CLASS).write(oneHot);
      executable.run();
      return weighed(
          planes(executable.output(VALUE).read()), planes(executable.output(GRADIENT).read()));
    }
  }

  private static Raster weighed(List<Raster> maps, List<Raster> gradients) {
    int n = maps.get(0).values().length;
    double[] sums = new double[n];
    for (int c = 0; c < maps.size(); c++) {
      double weight = 0;
      for (float gradient : gradients.get(c).values()) {
        weight += gradient / (double) n;
      }
      for (int i = 0; i < n; i++) {
        sums[i] += weight * maps.get(c).values()[i];
      }
    }
    float[] heat = new float[n];
    for (int i = 0; i < n; i++) {
      heat[i] = (float) Math.max(0, sums[i]);
    }
    return new Raster(maps.get(0).height(), maps.get(0).width(), heat);
  }

  private static Result copy(List<List<Result>> copies, Result value) {
    return copies.get(value.node()).get(value.index());
  }

  /** Only what the graph's own part of the network needs. */
  private static Weights weights(Session session, Weights all) {
    java.util.Map<String, Tensor> needed = new java.util.LinkedHashMap<>(all.tensors());
    needed.keySet().retainAll(session.paths());
    return new Weights(needed);
  }

  /** The channels of {@code [1,C,H,W]}. */
  static List<Raster> planes(Tensor tensor) {
    int height = tensor.shape().dim(2);
    int width = tensor.shape().dim(3);
    float[] all = tensor.floats();
    List<Raster> planes = new ArrayList<>();
    for (int c = 0; c < tensor.shape().dim(1); c++) {
      int from = c * height * width;
      planes.add(
          new Raster(
              height, width, java.util.Arrays.copyOfRange(all, from, from + height * width)));
    }
    return planes;
  }
}
