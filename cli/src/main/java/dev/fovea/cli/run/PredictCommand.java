// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.image.ImageFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea predict}: what a run takes pictures for. */
@Command(
    name = "predict",
    header = "Tell what is in pictures.",
    description = {
      "Tells what a run takes pictures for: JPEG, PNG, BMP, GIF, WebP or TIFF, of any size and"
          + " colour mode. They are turned grey or RGB and resized as the training images were.",
      "IMAGE is a file, a folder with all the pictures below it, or a pattern in quotes such as"
          + " 'photos/**.png'.",
      "A network knows only what it has seen: Fashion-MNIST and MNIST are white things on black"
          + " ground, so a dark thing on white paper has to be inverted first."
    })
public final class PredictCommand implements Runnable {
  @Mixin private Output output;
  @Mixin private Threads threads;
  @Mixin private BackendOption backend;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder of a run, or one of the weight files in it.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Picture files, folders or patterns.")
  private List<String> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Show the N likeliest classes; default: 5, with --json all.")
  private Integer top;

  @Option(
      names = "--csv",
      description = "Print image, rank, label and probability as comma-separated values.")
  private boolean csv;

  /**
   * One picture.
   *
   * @param label the likeliest class
   * @param probabilities by class, the likeliest first
   */
  record Prediction(
      String image, String label, double probability, Map<String, Double> probabilities) {
    static Prediction of(Path image, List<String> labels, double[] probabilities, int top) {
      Map<String, Double> shown = new LinkedHashMap<>();
      IntStream.range(0, probabilities.length)
          .boxed()
          .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
          .limit(top)
          .forEach(c -> shown.put(labels.get(c), probabilities[c]));
      var first = shown.entrySet().iterator().next();
      return new Prediction(image.toString(), first.getKey(), first.getValue(), shown);
    }
  }

  @Override
  public void run() {
    UsageException.require(top == null || top >= 1, "--top is %d, expected at least 1", top);
    UsageException.require(!csv || !output.json(), "--csv and --json are two forms; choose one");
    List<Path> files = PictureFiles.of(images);
    Backend.Options options = Backend.Options.f32(threads.count());
    Trained trained = Trained.read(run);
    int shown = top == null ? output.json() ? Integer.MAX_VALUE : 5 : top;
    List<Prediction> predictions = new ArrayList<>();
    try (Classifier classifier = new Classifier(trained, backend.backend(), options);
        ImageFiles reader = new ImageFiles()) {
      for (Path image : files) {
        double[] probabilities = classifier.probabilities(classifier.read(reader, image));
        predictions.add(Prediction.of(image, trained.labels(), probabilities, shown));
      }
    }
    output.print(
        () -> predictions,
        out -> {
          if (csv) {
            csv(predictions, out);
          } else {
            print(predictions, out);
          }
        });
  }

  private static void csv(List<Prediction> predictions, PrintWriter out) {
    out.println("image,rank,label,probability");
    for (Prediction p : predictions) {
      int rank = 0;
      for (Map.Entry<String, Double> each : p.probabilities().entrySet()) {
        rank++;
        out.println(
            "%s,%d,%s,%s"
                .formatted(quoted(p.image()), rank, quoted(each.getKey()), each.getValue()));
      }
    }
  }

  /** As RFC 4180 has it. */
  private static String quoted(String text) {
    boolean special = text.chars().anyMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static void print(List<Prediction> predictions, PrintWriter out) {
    for (Prediction p : predictions) {
      out.println(
          p.image()
              + ": "
              + p.probabilities().entrySet().stream()
                  .map(e -> e.getKey() + " " + Units.percent(e.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }
}
