// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.data;

import dev.fovea.cli.bench.Timing;
import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.data.LoaderSpeed.Rate;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.Dataset;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Resample;
import dev.fovea.data.image.ResizeMode;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.listing.Part;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.data.pack.Keep;
import dev.fovea.data.pack.Packing;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea data speed}: how fast image files are turned into batches. */
@Command(
    name = "speed",
    header = "Measure how fast images are read, decoded and resized.",
    description = {
      "Runs the loader over some of the images, without a network: once from their files, as training"
          + " does with --cache none, and once from memory after they were decoded and resized, as it"
          + " does otherwise. Images are not changed at random."
    })
public final class SpeedCommand implements Runnable {
  private static final int LARGEST_SIDE = 4096;
  private static final int FEWEST_EPOCHS = 3;

  @Mixin private Output output;

  @Parameters(
      paramLabel = "DATA",
      description =
          "A folder of images, a folder a class; or a CSV file with the columns path,label[,split].")
  private Path data;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "224",
      description = "Side of the images in a batch; default: 224.")
  private int size;

  @Option(
      names = "--resize-mode",
      paramLabel = "stretch|crop|letterbox",
      defaultValue = "stretch",
      description = "How other proportions come to that size; default: stretch.")
  private ResizeMode mode;

  @Option(
      names = "--resize-filter",
      paramLabel = "NAME",
      defaultValue = "bilinear",
      description =
          "How pixels are interpolated: box, bilinear, bicubic or lanczos; default: bilinear.")
  private Resample filter;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in a batch; default: 64.")
  private int batch;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Images to use at most, evenly chosen; default: 1000.")
  private int most;

  @Option(
      names = "--loader-threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that prepare batches; default: 1, so that rates are those of a core.")
  private int threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "Time to measure each for, after a third of it to warm up; default: 5.")
  private double seconds;

  @Override
  public void run() {
    within("--size", size, LARGEST_SIDE);
    within("--batch", batch, LARGEST_SIDE);
    within("--images", most, Integer.MAX_VALUE);
    Threads.loaders(threads);
    UsageException.require(
        seconds > 0 && seconds <= 3600, "--seconds is %s, expected up to 3600", seconds);
    LoaderSpeed speed = measure(chosen());
    output.print(() -> speed, out -> print(speed, out));
  }

  private static void within(String option, int value, int most) {
    UsageException.require(
        value >= 1 && value <= most, "%s is %d, expected 1 to %d", option, value, most);
  }

  private PictureDataset chosen() {
    PictureDataset all = ImageList.read(data).all(Part.TRAIN).parts().get(Part.TRAIN.toString());
    int count = Math.min(most, all.size());
    return all.only(
        IntStream.range(0, count).mapToObj(i -> (int) ((long) i * all.size() / count)).toList());
  }

  private LoaderSpeed measure(PictureDataset files) {
    Fit fit = new Fit(size, size, mode, filter);
    long room = Runtime.getRuntime().maxMemory() / 2;
    long needed = (long) files.size() * files.channels() * size * size;
    UsageException.require(
        needed <= room,
        "%d images of %d x %d take %s, and half of the heap is %s; give fewer --images or a smaller"
            + " --size",
        files.size(),
        size,
        size,
        Units.bytes(needed),
        Units.bytes(room));
    Packing packing =
        new Packing(fit, Keep.RAM, room, data, Threads.standard(), false, output::note);
    return new LoaderSpeed(
        files.name(),
        files.size(),
        IntStream.range(0, files.size()).mapToLong(i -> bytes(files, i)).sum() / files.size(),
        size,
        (mode + ", " + filter).toLowerCase(Locale.ROOT),
        threads,
        rate(files, fit),
        rate(packing.pack(files).dataset(), fit));
  }

  private static long bytes(PictureDataset files, int index) {
    return ImageFiles.bytes(files.sample(index).file()).length;
  }

  private Rate rate(Dataset images, Fit fit) {
    LoaderOptions options = LoaderOptions.of(batch).fit(fit).threads(threads);
    Timing.Effort effort =
        new Timing.Effort((long) (1e9 * seconds / 3), (long) (1e9 * seconds), FEWEST_EPOCHS);
    try (Loader loader = new Loader(images, options)) {
      return Rate.of(Timing.of(() -> run(loader), effort), images.size());
    }
  }

  private static void run(Loader loader) {
    try (Epoch batches = loader.epoch(0)) {
      for (Batch one : batches) {
        one.close();
      }
    }
  }

  private static void print(LoaderSpeed r, PrintWriter out) {
    out.println(
        "%s: %s images of %s on average, to %d x %d (%s), %d loader thread%s"
            .formatted(
                r.name(),
                Units.count(r.images()),
                Units.bytes(r.fileBytes()),
                r.size(),
                r.size(),
                r.resizing(),
                r.loaderThreads(),
                r.loaderThreads() == 1 ? "" : "s"));
    Table table = new Table("from", ">images/s", ">best epoch", ">epochs");
    row(table, "files", r.files());
    row(table, "memory", r.packed());
    table.print(out);
  }

  private static void row(Table table, String from, Rate rate) {
    table.row(
        from,
        Units.decimal(rate.imagesPerSecond(), 0),
        Units.decimal(rate.bestImagesPerSecond(), 0),
        rate.epochs());
  }
}
