// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.DataOptions;
import dev.fovea.cli.option.FilePath;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.data.listing.ImageList;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.report.folder.RunArgs;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.train.file.Folders;
import dev.fovea.train.preset.Key;
import dev.fovea.train.preset.Keys;
import dev.fovea.train.preset.Preset;
import dev.fovea.train.preset.Presets;
import dev.fovea.train.preset.Relevance;
import dev.fovea.train.preset.Sheet;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What to train and how: a recipe that comes with Fovea, over it a file of settings, over that
 * options, one for each setting of {@link Keys}.
 */
final class RecipeOptions {
  private static final String DATASET = "fashion-mnist";
  private static final String RECIPE = "recipe";

  /** What switches off the weights that a file of settings names. */
  private static final String NONE = "none";

  /** Settings that change nothing where the data are no image files. */
  private static final List<String> OF_FILES = List.of("testShare", "splitSeed", "onBadImage");

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "Train by a recipe that 'fovea recipes' lists; default: the notes' for MODEL.")
  private String preset;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read settings from a YAML file, such as the args.yaml of a run.")
  private Path config;

  @Option(
      names = "--weights",
      paramLabel = "RUN|FILE",
      description =
          "Start from the best weights of a run, or from a safetensors file with torchvision's"
              + " names; none: from no weights, whatever --config says. What does not fit the"
              + " network, such as the last layer for other classes, is drawn and said. A run's"
              + " network and the form of its images are the default.")
  private String weights;

  private final Map<String, String> given = new LinkedHashMap<>();

  /**
   * What was chosen.
   *
   * @param weights run or file whose weights training starts from
   * @param precision of the file or the recipe, if one of them says it
   * @param settings of the file; those of the machine are for the command to look at
   */
  record Choice(
      Entry model,
      String data,
      Optional<Path> weights,
      Recipe recipe,
      Optional<String> precision,
      Sheet settings) {}

  /** Adds the options of the settings to the command. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec command) {
    for (Key key : Keys.all()) {
      command.addOption(
          OptionSpec.builder(key.option())
              .type(String.class)
              .paramLabel(key.type().hint())
              .description(key.about())
              .setter(setter(key.name()))
              .build());
    }
  }

  private ISetter setter(String key) {
    return new ISetter() {
      @Override
      public <T> T set(T value) {
        if (value == null) {
          given.remove(key);
        } else {
          given.put(key, value.toString());
        }
        return null;
      }
    };
  }

  /**
   * Resolves it all.
   *
   * @param model as the command line names it; else the file or the recipe says
   * @param data as the command line names it
   * @param note is told what the user may not expect
   */
  Choice choose(Optional<Entry> model, Optional<String> data, Consumer<String> note) {
    return usage(() -> choose(settings(), model, data, note));
  }

  /** What {@code work} gives; a mistake in a file of settings is one of the command line too. */
  static <T> T usage(Supplier<T> work) {
    try {
      return work.get();
    } catch (UsageException e) {
      throw e;
    } catch (FoveaException e) {
      throw UsageException.of(e);
    }
  }

  private Choice choose(
      Sheet file, Optional<Entry> model, Optional<String> data, Consumer<String> note) {
    Optional<Path> start = weights(file);
    Optional<Trained> before = start.flatMap(place -> PretrainedWeights.run(place, note));
    Optional<Preset> named = named(file);
    Entry entry =
        model
            .or(() -> ownModel(file))
            .or(() -> entry(file, named))
            .or(() -> before.map(Trained::model))
            .orElseThrow(() -> nothingToTrain(start));
    Optional<Preset> base = named.or(() -> Presets.ofModel(entry.base()));
    // Where the file has every setting, nothing is left of the recipe.
    boolean replaced = Keys.names().stream().allMatch(file::has);
    Recipe recipe =
        base.map(made -> of(made, entry, replaced ? line -> {} : note))
            .orElseGet(() -> Presets.ofFamily(entry.family()));
    if (entry.family().equals(ZooModel.FILE)) {
      // What a file says of its layers' weights counts, unless the user says otherwise.
      recipe = recipe.init(InitRecipe.MODEL);
    }
    List<String> gone = new ArrayList<>();
    if (named.isEmpty() && before.isPresent()) {
      recipe = Sheet.ofOptions(before.get().images(entry)).over(recipe, gone::add);
    }
    recipe = over(file.over(recipe, gone::add), file, gone::add);
    if (!gone.isEmpty()) {
      note.accept("left out of the recipe: " + String.join(", ", gone));
    }
    recipe = sized(recipe, entry, file);
    String set =
        data.or(() -> file.read("data", DataOptions::known))
            .or(() -> base.map(Preset::data))
            .orElse(DATASET);
    checkOfFiles(set);
    Optional<String> precision = file.text("precision").or(() -> base.map(Preset::precision));
    return new Choice(entry, set, start, recipe, precision, file);
  }

  /**
   * The settings of a recipe for a network. The size of images is another network's own, and so is
   * that of a network in a file, whatever its name.
   */
  private static Recipe of(Preset preset, Entry entry, Consumer<String> note) {
    boolean file = entry.family().equals(ZooModel.FILE);
    if (file || !List.of(entry.name(), entry.base()).contains(preset.model())) {
      note.accept(
          "recipe %s is made for %s; training %s by it"
              .formatted(preset.name(), preset.model(), file ? entry.paper() : entry.name()));
    }
    boolean sameNetwork = Zoo.named(preset.model()).base().equals(entry.base());
    return sameNetwork && !file ? preset.recipe() : preset.recipe().size(0);
  }

  private Sheet settings() {
    if (config == null) {
      return Sheet.EMPTY;
    }
    List<String> others = new ArrayList<>(RunArgs.KEYS);
    others.addAll(List.of(RECIPE, "about"));
    return Sheet.parse(config.toString(), Folders.text(config), others);
  }

  private Optional<Preset> named(Sheet file) {
    return preset == null ? file.read(RECIPE, Presets::named) : Optional.of(Presets.named(preset));
  }

  /**
   * The network in a file that the settings name, beside them, under the name it had in its run.
   * The args.yaml of an older run does not name its file.
   */
  private Optional<Entry> ownModel(Sheet file) {
    Optional<Path> named = path(file, RunArgs.MODEL_FILE);
    if (config == null) {
      return Optional.empty();
    }
    Path own = config.resolveSibling(named.orElse(Path.of("model.yaml")));
    if (named.isEmpty()) {
      boolean run = String.valueOf(config.getFileName()).equals("args.yaml") && Files.exists(own);
      return run ? file.text("model").map(name -> ZooModel.read(own, name)) : Optional.empty();
    }
    FoveaException.check(
        Files.exists(own),
        "%s is %s, and there is no %s; put it there, or give the MODEL",
        file.where(RunArgs.MODEL_FILE),
        named.get(),
        own);
    file.require(List.of("model"));
    return file.text("model").map(name -> ZooModel.read(own, name));
  }

  private static Optional<Entry> entry(Sheet file, Optional<Preset> base) {
    ZooModel models = new ZooModel();
    return file.read("model", models::convert)
        .or(() -> base.map(Preset::model).map(models::convert));
  }

  private static UsageException nothingToTrain(Optional<Path> weights) {
    return new UsageException(
        weights
            .map(file -> "give the MODEL to train; %s does not say what it is of".formatted(file))
            .orElse("give a MODEL to train, a --recipe, the --weights of a run, or --resume RUN"));
  }

  /**
   * Where the weights are that training starts from. A run in the file of settings has kept what it
   * took over; those that it took it from may be gone or others by now.
   */
  private Optional<Path> weights(Sheet file) {
    if (weights != null) {
      return Optional.of(weights).filter(text -> !text.equals(NONE)).map(PretrainedWeights::place);
    }
    if (file.text(RunArgs.WEIGHTS).filter(text -> !text.isEmpty()).isEmpty()) {
      return Optional.empty();
    }
    Path kept = config.resolveSibling(RunFolder.PRETRAINED);
    return Files.exists(kept)
        ? Optional.of(kept)
        : file.read(RunArgs.WEIGHTS, PretrainedWeights::place);
  }

  /** A path in a file of settings; an empty one is none. */
  static Optional<Path> path(Sheet file, String key) {
    boolean said = file.text(key).filter(text -> !text.isEmpty()).isPresent();
    return said ? file.read(key, new FilePath()::convert) : Optional.empty();
  }

  private Recipe over(Recipe base, Sheet file, Consumer<String> gone) {
    Recipe recipe = Sheet.ofOptions(given).over(base, gone, file);
    Relevance.check(given.keySet(), recipe);
    return recipe;
  }

  private void checkOfFiles(String data) {
    for (String key : OF_FILES) {
      UsageException.require(
          ImageList.isPlace(data) || !given.containsKey(key),
          "%s is of image files, and %s is a dataset with parts of its own; drop it",
          Key.option(key),
          data);
    }
  }

  /** With the network's own size of images, unless one was given. */
  private Recipe sized(Recipe recipe, Entry entry, Sheet file) {
    if (recipe.size() != 0) {
      return recipe;
    }
    Shape own = entry.input();
    UsageException.require(
        own.dim(1) == own.dim(2),
        "%s is made for images of %d x %d, and training is on square ones; give --size N",
        entry.name(),
        own.dim(1),
        own.dim(2));
    try {
      return recipe.size(own.dim(1));
    } catch (FoveaException e) {
      throw Sheet.ofOptions(given).named(e, file);
    }
  }
}
