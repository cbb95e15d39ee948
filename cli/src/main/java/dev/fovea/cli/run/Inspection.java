// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.augment.Normalization;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.nn.Mode;
import dev.fovea.op.Input;
import dev.fovea.report.plot.ClassNames;
import dev.fovea.report.plot.GridPlot;
import dev.fovea.report.plot.HeatPlot;
import dev.fovea.report.plot.Raster;
import dev.fovea.report.plot.ShiftPlot;
import dev.fovea.report.plot.Title;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.Compute;
import dev.fovea.train.Predictor;
import dev.fovea.train.file.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A trained network under the lens; writes pictures and remembers which. */
final class Inspection {
  private static final int TOP = 5;

  private final Trained trained;
  private final Backend backend;
  private final Backend.Options options;
  private final Graph graph;
  private final Layers layers;
  private final ImageShape shape;
  private final List<String> files = new ArrayList<>();

  Inspection(Trained trained, Backend backend, Backend.Options options) {
    this.trained = trained;
    this.backend = backend;
    this.options = options;
    this.graph = trained.network().trace(1, Mode.INFER);
    this.layers = new Layers(graph);
    TensorType input = graph.leaves(Input.class).get(0).result().type();
    this.shape = new ImageShape(input.dim(1), input.dim(2), input.dim(3));
  }

  /** What a picture was taken for. */
  record Finding(String label, Map<String, Double> probabilities, Probing.Shifts shifts) {}

  /** A picture as the training images were: converted and fitted. */
  Picture read(ImageFiles reader, Path file) {
    return reader.read(file, shape.channels(), fit());
  }

  /** An image of a dataset as the training images were. */
  Picture read(Dataset data, int index) {
    return fit().apply(new Picture(data.image(index)).toChannels(shape.channels()));
  }

  private Fit fit() {
    return trained.args().recipe().reading().fit(0).size(shape.height(), shape.width());
  }

  /** The pictures written so far. */
  List<String> files() {
    return List.copyOf(files);
  }

  /** Draws the weights of the first convolution, if there is one. */
  void filters(Path folder) {
    Optional<Node> convolution = layers.firstConvolution();
    Optional<String> path = convolution.flatMap(layers::weights);
    if (path.isEmpty()) {
      return;
    }
    Tensor weights = trained.weights().weights().get(path.get());
    int count = weights.shape().dim(0);
    int channels = weights.shape().dim(1);
    String title =
        "%s of %s: %d filters of %dx%dx%d"
            .formatted(
                path.get(),
                trained.args().model(),
                count,
                channels,
                weights.shape().dim(2),
                weights.shape().dim(3));
    int height = weights.shape().dim(2);
    int width = weights.shape().dim(3);
    // All planes of all filters, one after the other.
    List<Raster> planes =
        LayerMaps.planes(Tensor.of(Shape.of(1, count * channels, height, width), weights.floats()));
    byte[] png =
        channels == 3
            ? GridPlot.coloured(
                title,
                IntStream.range(0, count).mapToObj(f -> planes.subList(3 * f, 3 * f + 3)).toList())
            : GridPlot.signed(title, planes);
    write(folder.resolve("filters.png"), png);
  }

  /** Draws everything about a picture. */
  Finding look(Picture picture, Optional<String> layer, Path folder) {
    float[] image = samples(picture);
    Optional<Result> chosen = layer.map(layers::of);
    Compute compute = new Compute(backend, options, 0);
    try (Predictor predictor =
        new Predictor(compute, trained.network(), trained.weights().weights(), Probing.BATCH)) {
      Probing probing = new Probing(predictor, shape, trained.labels().size());
      double[] probabilities = probing.probabilities(image);
      int best = Probing.likeliest(probabilities);
      String label = trained.labels().get(best);
      String name = ClassNames.shown(label, best);
      maps(image, chosen, folder);
      write(
          folder.resolve("occlusion.png"),
          HeatPlot.png(
              new Title("what '", name, "' rests on: occlusion"),
              "how far its probability falls when a part is covered",
              picture,
              probing.occlusion(image, best)));
      cam(image, picture, chosen.or(layers::lastMaps), best, folder);
      int reach = Math.max(2, Math.min(8, shape.width() / 7));
      Probing.Shifts shifts = probing.shifts(image, best, reach);
      String count = "' in %d of %d moved copies".formatted(shifts.stable(), shifts.moved());
      Title title = new Title("'", name, count);
      write(folder.resolve("shift.png"), ShiftPlot.png(title, shifts.probability(), shifts.kept()));
      return new Finding(label, top(probabilities), shifts);
    }
  }

  private Map<String, Double> top(double[] probabilities) {
    Map<String, Double> top = new LinkedHashMap<>();
    IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
        .limit(TOP)
        .forEach(c -> top.put(trained.labels().get(c), probabilities[c]));
    return top;
  }

  private float[] samples(Picture picture) {
    float[] image = new float[shape.bytes()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (picture.samples()[i] & 0xff) / 255f;
    }
    Normalization normalization = trained.args().recipe().images().normalization();
    normalization.checkFits(shape, trained.args().data());
    normalization.apply(image, 0, shape);
    return image;
  }

  private void maps(float[] image, Optional<Result> chosen, Path folder) {
    Optional<Result> value = chosen.or(() -> layers.firstConvolution().map(Node::result));
    if (value.isEmpty()) {
      return;
    }
    List<Raster> maps =
        LayerMaps.maps(backend, options, graph, trained.weights().weights(), value.get(), image);
    String name = layers.name(value.get());
    String title =
        "maps of %s: %d of %dx%d"
            .formatted(name, maps.size(), maps.get(0).height(), maps.get(0).width());
    write(
        folder.resolve("features-" + name.replaceAll("[^A-Za-z0-9._-]", "_") + ".png"),
        GridPlot.maps(title, maps));
  }

  private void cam(float[] image, Picture picture, Optional<Result> value, int label, Path folder) {
    if (value.isEmpty()) {
      return;
    }
    Raster heat =
        LayerMaps.gradCam(
            backend, options, graph, trained.weights().weights(), value.get(), image, label);
    String shown = ClassNames.shown(trained.labels().get(label), label);
    Title title = new Title("what '", shown, "' rests on: Grad-CAM");
    boolean nothing = isZero(heat);
    String note =
        "maps of %s, %dx%d, weighed by the score's gradient%s"
            .formatted(
                layers.name(value.get()),
                heat.height(),
                heat.width(),
                nothing ? ": none speaks for it" : "");
    write(folder.resolve("grad-cam.png"), HeatPlot.png(title, note, picture, heat));
  }

  private static boolean isZero(Raster heat) {
    for (float value : heat.values()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private void write(Path file, byte[] png) {
    AtomicFile.write(file, png);
    files.add(file.toString());
  }
}
