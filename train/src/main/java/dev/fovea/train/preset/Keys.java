// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import static dev.fovea.train.preset.Key.Type.FLAG;
import static dev.fovea.train.preset.Key.Type.NUMBER;
import static dev.fovea.train.preset.Key.Type.NUMBERS;
import static dev.fovea.train.preset.Key.Type.SEED;
import static dev.fovea.train.preset.Key.Type.TEXT;
import static dev.fovea.train.preset.Key.Type.TEXTS;
import static dev.fovea.train.preset.Key.Type.WHOLE;

import dev.fovea.data.image.Resample;
import dev.fovea.data.image.ResizeMode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Limits;
import dev.fovea.train.recipe.LossKind;
import dev.fovea.train.recipe.Monitor;
import dev.fovea.train.recipe.Progression;
import dev.fovea.train.recipe.Reading;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Saving;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Targets;
import dev.fovea.train.recipe.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Every setting of a recipe by its name, in the order of files and usage texts. */
public final class Keys {
  /** No dataset has larger pictures. */
  private static final int LARGEST = 4096;

  private static final List<Key> ALL =
      List.of(
          key(
              "size",
              WHOLE,
              "Resize images to N x N; 0: what the model is made for.",
              Recipe::size),
          key("epochs", WHOLE, "Passes over the data.", Recipe::epochs),
          key(
              "startSize",
              WHOLE,
              "Train the first epochs on images of N x N, smaller than size; 0: none.",
              r -> r.progression().size()),
          key("startEpochs", WHOLE, "How many those are.", r -> r.progression().epochs()),
          key("batch", WHOLE, "Images in a step.", Recipe::batch),
          key(
              "accumulate",
              WHOLE,
              "Batches whose mean gradient makes one update.",
              Recipe::accumulate),
          key("lr", NUMBER, "Learning rate; with a schedule, its highest.", Recipe::lr),
          choice("init", names(InitRecipe.values()), "How weights start.", r -> r.init()),
          key("seed", SEED, "Decides weights, order and all else that is random.", Recipe::seed),
          choice("optimizer", Update.Rule.names(), "Update rule.", r -> r.update().rule()),
          key("momentum", NUMBER, "Of sgd, rmsprop, lars.", r -> r.update().momentum()),
          key("nesterov", FLAG, "Look ahead by the momentum.", r -> r.update().nesterov()),
          key("beta1", NUMBER, "Of adam, adamw.", r -> r.update().beta1()),
          key(
              "beta2",
              NUMBER,
              "Of adam, adamw; alpha of rmsprop, where it is 0.99 unless given.",
              r -> r.update().beta2()),
          key("epsilon", NUMBER, "Of adam, adamw, rmsprop.", r -> r.update().epsilon()),
          key("trust", NUMBER, "Of lars.", r -> r.update().trust()),
          key(
              "weightDecay",
              NUMBER,
              "Of weights, not of bias and normalisation.",
              r -> r.update().weightDecay()),
          key(
              "clipNorm",
              NUMBER,
              "Largest norm of all gradients; 0: none.",
              r -> r.update().clipNorm()),
          key("clipValue", NUMBER, "Largest gradient; 0: none.", r -> r.update().clipValue()),
          choice("schedule", Schedule.Kind.names(), "Course of the lr.", r -> r.schedule().kind()),
          key("warmup", NUMBER, "Epochs in which the lr rises.", r -> r.schedule().warmup()),
          key(
              "lrEnd",
              NUMBER,
              "Where the lr goes to, as a multiple of lr; behind the last step it would be there.",
              r -> r.schedule().end()),
          key("lrGamma", NUMBER, "Factor of each fall of the lr.", r -> r.schedule().gamma()),
          key("lrEvery", NUMBER, "Epochs between falls (step).", r -> r.schedule().every()),
          key("lrAt", NUMBERS, "Epochs of falls (multi-step).", r -> r.schedule().at()),
          key(
              "lrRise",
              NUMBER,
              "Share of the run that rises (one-cycle, triangle).",
              r -> r.schedule().rise()),
          key("lrPower", NUMBER, "Of polynomial.", r -> r.schedule().power()),
          key(
              "lrPatience",
              WHOLE,
              "Epochs without a lower test loss before a fall (plateau).",
              r -> r.schedule().patience()),
          choice(
              "loss",
              LossKind.names(),
              "What is made small: cross-entropy, hinge (the SVM head), bce (logistic).",
              r -> r.lossKind()),
          key(
              "labelSmoothing",
              NUMBER,
              "Share of targets spread over all classes.",
              r -> r.targets().smoothing()),
          key("classWeights", NUMBERS, "One a class.", r -> r.targets().weights()),
          key(
              "augment",
              TEXTS,
              "Random changes, such as 'crop 4,flip,erase 0.5'; also resized-crop, translate,"
                  + " rotate, jitter, lighting, randaugment, trivialaugment, cutout, mixup, cutmix.",
              r -> r.images().augment()),
          choice(
              "resizeMode",
              names(ResizeMode.values()),
              "What happens to other proportions.",
              r -> r.reading().mode()),
          choice(
              "resizeFilter",
              names(Resample.values()),
              "How pixels are interpolated.",
              r -> r.reading().filter()),
          key(
              "cropFrom",
              WHOLE,
              "Cut resized-crop out of images of N x N, larger than size; 0: of size itself.",
              r -> r.reading().cropFrom()),
          key(
              "channels",
              WHOLE,
              "1: grey, 3: RGB, 0: as the data are.",
              r -> r.reading().channels()),
          key(
              "testShare",
              NUMBER,
              "Held out of each class where no part is named test or val.",
              r -> r.reading().testShare()),
          key("splitSeed", SEED, "Decides which are held out.", r -> r.reading().splitSeed()),
          choice(
              "onBadImage",
              names(Reading.OnBadImage.values()),
              "When an image cannot be read: fail, or skip and list it.",
              r -> r.reading().onBad()),
          key("mean", NUMBERS, "Subtracted from samples in 0..1.", r -> r.images().mean()),
          key("std", NUMBERS, "Samples are divided by it.", r -> r.images().std()),
          choice(
              "average",
              names(Average.Kind.values()),
              "Average of weights to use: none, ema, swa.",
              r -> r.average().kind()),
          key("averageDecay", NUMBER, "Of ema, a step.", r -> r.average().decay()),
          key("averageStart", NUMBER, "Share of the run before swa.", r -> r.average().start()),
          key(
              "freeze",
              TEXTS,
              "Parameters that stay, as globs such as 'features.*'.",
              Recipe::freeze),
          key(
              "patience",
              WHOLE,
              "Stop after so many epochs without gain; 0: never.",
              r -> r.stopping().patience()),
          key(
              "targetAccuracy",
              NUMBER,
              "Stop at this test accuracy; 0: never.",
              r -> r.stopping().accuracy()),
          key("targetLoss", NUMBER, "Stop at this test loss; 0: never.", r -> r.stopping().loss()),
          key("minutes", NUMBER, "Stop after this time; 0: never.", r -> r.stopping().minutes()),
          choice(
              "onNan",
              names(Stopping.OnNan.values()),
              "When training diverges: stop, rollback with half the lr, or skip the update.",
              r -> r.stopping().onNan()),
          choice(
              "monitor",
              Monitor.names(),
              "Figure that makes an epoch the best: test-accuracy, test-loss, train-loss.",
              r -> r.saving().monitor()),
          key("keep", WHOLE, "Best epochs whose weights are kept.", r -> r.saving().keep()),
          key(
              "checkpointSteps",
              WHOLE,
              "Steps between checkpoints within an epoch; 0: by the clock alone.",
              r -> r.saving().steps()),
          key(
              "limitBatches",
              WHOLE,
              "Batches in an epoch at most; 0: all.",
              r -> r.limits().batches()),
          key(
              "overfit",
              WHOLE,
              "Learn so many images by heart, as many of each class, as a test; 0: the real thing.",
              r -> r.limits().overfit()));

  private Keys() {}

  private static Key key(String name, Key.Type type, String about, Function<Recipe, Object> of) {
    return new Key(name, type, List.of(), about, of);
  }

  private static Key choice(
      String name, List<String> choices, String about, Function<Recipe, Object> of) {
    return new Key(name, TEXT, choices, about, recipe -> text(of.apply(recipe)));
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Keys::text).toList();
  }

  private static String text(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  public static List<Key> all() {
    return ALL;
  }

  /** The names of all. */
  public static List<String> names() {
    return ALL.stream().map(Key::name).toList();
  }

  /** The key of that name, which must exist. */
  static Key named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  /** All settings of a recipe, in order. */
  public static Map<String, Object> values(Recipe recipe) {
    Map<String, Object> values = new LinkedHashMap<>();
    ALL.forEach(key -> values.put(key.name(), key.of().apply(recipe)));
    return values;
  }

  /**
   * The recipe of a value for every key.
   *
   * @throws FoveaException beginning with the name of a setting that is wrong or contradicts others
   */
  static Recipe recipe(Map<String, Object> values) {
    Of of = new Of(values);
    Recipe recipe =
        new Recipe(
            of.whole("epochs"),
            of.whole("batch"),
            of.whole("accumulate"),
            of.number("lr"),
            (Long) values.get("seed"),
            InitRecipe.parse(of.text("init")),
            of.whole("size"),
            new Progression(of.whole("startSize"), of.whole("startEpochs")),
            update(of),
            schedule(of),
            of.choice("loss", LossKind.values()),
            new Targets(of.number("labelSmoothing"), of.numbers("classWeights")),
            new Images(of.texts("augment"), of.numbers("mean"), of.numbers("std")),
            reading(of),
            new Average(
                of.choice("average", Average.Kind.values()),
                of.number("averageDecay"),
                of.number("averageStart")),
            new Stopping(
                of.whole("patience"),
                of.number("targetAccuracy"),
                of.number("targetLoss"),
                of.number("minutes"),
                of.choice("onNan", Stopping.OnNan.values())),
            new Saving(
                of.choice("monitor", Monitor.values()),
                of.whole("keep"),
                of.whole("checkpointSteps")),
            new Limits(of.whole("limitBatches"), of.whole("overfit")),
            of.texts("freeze"));
    FoveaException.check(
        recipe.size() <= LARGEST, "size must be at most %d, was %d", LARGEST, recipe.size());
    int cropFrom = recipe.reading().cropFrom();
    FoveaException.check(
        cropFrom <= LARGEST, "cropFrom must be at most %d, was %d", LARGEST, cropFrom);
    return recipe;
  }

  private static Reading reading(Of of) {
    return new Reading(
        of.choice("resizeMode", ResizeMode.values()),
        of.choice("resizeFilter", Resample.values()),
        of.whole("cropFrom"),
        of.whole("channels"),
        of.number("testShare"),
        (Long) of.values.get("splitSeed"),
        of.choice("onBadImage", Reading.OnBadImage.values()));
  }

  private static Update update(Of of) {
    return new Update(
        of.choice("optimizer", Update.Rule.values()),
        of.number("momentum"),
        (Boolean) of.values.get("nesterov"),
        of.number("beta1"),
        of.number("beta2"),
        of.number("epsilon"),
        of.number("trust"),
        of.number("weightDecay"),
        of.number("clipNorm"),
        of.number("clipValue"));
  }

  private static Schedule schedule(Of of) {
    return new Schedule(
        of.choice("schedule", Schedule.Kind.values()),
        of.number("warmup"),
        of.number("lrEnd"),
        of.number("lrGamma"),
        of.number("lrEvery"),
        of.numbers("lrAt"),
        of.number("lrRise"),
        of.number("lrPower"),
        of.whole("lrPatience"));
  }

  /** Values by name, in their Java types. */
  private record Of(Map<String, Object> values) {
    int whole(String name) {
      return (Integer) values.get(name);
    }

    double number(String name) {
      return (Double) values.get(name);
    }

    String text(String name) {
      return (String) values.get(name);
    }

    <E extends Enum<E>> E choice(String name, E[] choices) {
      return Arrays.stream(choices)
          .filter(choice -> Keys.text(choice).equals(text(name)))
          .findFirst()
          .orElseThrow();
    }

    List<Double> numbers(String name) {
      List<Double> numbers = new ArrayList<>();
      ((List<?>) values.get(name)).forEach(item -> numbers.add((Double) item));
      return numbers;
    }

    List<String> texts(String name) {
      return ((List<?>) values.get(name)).stream().map(String::valueOf).toList();
    }
  }
}
