// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.BackendOption;
import dev.fovea.cli.option.DataOptions;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.Dataset;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.Folders;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea inspect}: what a trained network looks at. */
@Command(
    name = "inspect",
    header = "Look into a trained network.",
    description = {
      "Draws the filters of the first convolution (filters.png) and, of a picture: the feature maps"
          + " of a layer (features-LAYER.png), which parts the prediction rests on (occlusion.png,"
          + " grad-cam.png), and whether it lasts when the picture moves (shift.png)."
    })
public final class InspectCommand implements Runnable {
  @Mixin private Output output;
  @Mixin private Threads threads;
  @Mixin private BackendOption backend;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Folder of a run, or one of the weight files in it.")
  private Path run;

  @Parameters(index = "1", arity = "0..1", paramLabel = "IMAGE", description = "A picture file.")
  private Path image;

  @Option(
      names = "--test",
      paramLabel = "N",
      description = "Take image N of the run's test set, from 0, instead of a file.")
  private Integer test;

  @Option(
      names = "--layer",
      paramLabel = "PATH",
      description =
          "Draw the maps of this layer, as 'fovea summary' names it, and rest Grad-CAM on it;"
              + " default: the first convolution, and the last layer with rows and columns.")
  private String layer;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the pictures; default: inspect in the run's folder.")
  private Path out;

  /**
   * What was found; what needs a picture is null without one.
   *
   * @param label the likeliest class
   * @param truth the class of an image of the test set
   * @param probabilities the five likeliest classes
   * @param shifts how many moved copies were looked at
   * @param stableShifts how many of them were taken for the same class
   * @param files written
   */
  record Result(
      String run,
      String image,
      String label,
      Double probability,
      String truth,
      Map<String, Double> probabilities,
      Integer shifts,
      Integer stableShifts,
      List<String> files) {}

  /** A picture to look at, with its class where that is known. */
  private record Subject(String name, Picture picture, String truth) {}

  @Override
  public void run() {
    UsageException.require(
        image == null || test == null, "give an IMAGE or --test N, not both of them");
    UsageException.require(
        layer == null || image != null || test != null,
        "--layer needs a picture: give an IMAGE or --test N");
    Trained trained = Trained.read(run, output::note);
    Inspection inspection =
        new Inspection(trained, backend.backend(), Backend.Options.f32(threads.count()));
    Optional<Subject> subject = subject(trained, inspection);
    Path folder = out != null ? out : runFolder().resolve("inspect");
    Folders.create(folder);
    Result result = result(inspection, subject, folder);
    output.print(() -> result, to -> print(result, to));
  }

  private Path runFolder() {
    return Files.isRegularFile(run) ? run.toAbsolutePath().getParent().getParent() : run;
  }

  private Optional<Subject> subject(Trained trained, Inspection inspection) {
    if (image != null) {
      try (ImageFiles files = new ImageFiles()) {
        return Optional.of(new Subject(image.toString(), inspection.read(files, image), null));
      }
    }
    if (test == null) {
      return Optional.empty();
    }
    Dataset data = RunData.test(trained, new DataOptions(), output::note);
    FoveaException.check(
        test >= 0 && test < data.size(), "--test is %d, expected 0 to %d", test, data.size() - 1);
    return Optional.of(
        new Subject(
            data.describe(test), inspection.read(data, test), data.labels().get(data.label(test))));
  }

  private Result result(Inspection inspection, Optional<Subject> subject, Path folder) {
    inspection.filters(folder);
    if (subject.isEmpty()) {
      return new Result(
          run.toString(), null, null, null, null, null, null, null, inspection.files());
    }
    Subject s = subject.get();
    Inspection.Finding found = inspection.look(s.picture(), Optional.ofNullable(layer), folder);
    return new Result(
        run.toString(),
        s.name(),
        found.label(),
        found.probabilities().get(found.label()),
        s.truth(),
        found.probabilities(),
        found.shifts().moved(),
        found.shifts().stable(),
        inspection.files());
  }

  private static void print(Result r, PrintWriter out) {
    if (r.image() != null) {
      out.println(
          r.image()
              + ": "
              + r.probabilities().entrySet().stream()
                  .map(e -> e.getKey() + " " + Units.percent(e.getValue()))
                  .collect(Collectors.joining(", "))
              + (r.truth() == null ? "" : "; it is " + r.truth()));
      out.println(
          "%d of %d moved copies are taken for %s"
              .formatted(r.stableShifts(), r.shifts(), r.label()));
    }
    r.files().forEach(file -> out.println("picture: " + file));
    if (r.image() == null) {
      out.println("give an IMAGE, or --test N, to see what the network makes of it");
    }
  }
}
