// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  @Option(
      names = "--on-bad-image",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description =
          "What to do when an image cannot be read: fail, or skip it and say so; default: fail.")
  private Reading.OnBadImage onBad;

  /**
   * One picture; what is not known of a bad one is null.
   *
   * @param label the likeliest class
   * @param probabilities by class, the likeliest first
   * @param trouble why it cannot be read
   */
  record Prediction(
      String image,
      String label,
      Double probability,
      Map<String, Double> probabilities,
      String trouble) {
    static Prediction of(Path image, List<String> labels, double[] probabilities, int top) {
      Map<String, Double> shown = new LinkedHashMap<>();
      IntStream.range(0, probabilities.length)
          .boxed()
          .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
          .limit(top)
          .forEach(c -> shown.put(labels.get(c), probabilities[c]));
      var first = shown.entrySet().iterator().next();
      return new Prediction(image.toString(), first.getKey(), first.getValue(), shown, null);
    }

    static Prediction bad(Path image, FoveaException reason) {
      return new Prediction(image.toString(), null, null, null, reason.getMessage());
    }
  }

  @Override
  public void run() {
    UsageException.require(top == null || top >= 1, "--top is %d, expected at least 1", top);
    UsageException.require(!csv || !output.json(), "--csv and --json are two forms; choose one");
    List<Path> files = PictureFiles.of(images);
    Backend.Options options = Backend.Options.f32(threads.count());
    Trained trained = Trained.read(run, output::note);
    int shown = top == null ? output.json() ? Integer.MAX_VALUE : 5 : top;
    List<Prediction> predictions = new ArrayList<>();
    if (csv) {
      output.line("image,rank,label,probability");
    }
    try (Classifier classifier = new Classifier(trained, backend.backend(), options);
        ImageFiles reader = new ImageFiles()) {
      for (Path image : files) {
        Optional<Picture> picture = read(classifier, reader, image, predictions);
        if (picture.isPresent()) {
          double[] probabilities = classifier.probabilities(picture.get());
          Prediction found = Prediction.of(image, trained.labels(), probabilities, shown);
          predictions.add(found);
          tell(found);
        }
      }
    }
    if (output.json()) {
      output.print(() -> predictions, out -> {});
    }
    FoveaException.check(
        predictions.stream().anyMatch(p -> p.trouble() == null),
        "none of the %d images can be read",
        predictions.size());
  }

  /** A picture; a bad one, if it may be skipped, goes to the predictions instead. */
  private Optional<Picture> read(
      Classifier classifier, ImageFiles reader, Path image, List<Prediction> predictions) {
    try {
      return Optional.of(classifier.read(reader, image));
    } catch (FoveaException e) {
      if (onBad == Reading.OnBadImage.FAIL) {
        throw e;
      }
      predictions.add(Prediction.bad(image, e));
      output.note("left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Prints what is found as it comes, so that a bad image takes nothing with it. */
  private void tell(Prediction found) {
    if (csv) {
      csv(found);
    } else if (!output.json()) {
      output.line(text(found));
    }
  }

  private void csv(Prediction p) {
    int rank = 0;
    for (Map.Entry<String, Double> each : p.probabilities().entrySet()) {
      rank++;
      output.line(
          "%s,%d,%s,%s".formatted(quoted(p.image()), rank, quoted(each.getKey()), each.getValue()));
    }
  }

  /** As RFC 4180 has it. */
  private static String quoted(String text) {
    boolean special = text.chars().anyMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static String text(Prediction p) {
    return p.image()
        + ": "
        + p.probabilities().entrySet().stream()
            .map(e -> e.getKey() + " " + Units.percent(e.getValue()))
            .collect(Collectors.joining(", "));
  }
}
