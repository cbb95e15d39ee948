// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.autodiff.Loss;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.op.Parameter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a model is trained; with the model, the data and the machine it decides every bit of the
 * result.
 *
 * @param epochs passes over the training set
 * @param batch images in a step; the last step of an epoch may have fewer
 * @param accumulate steps whose gradients make one update, by their mean over images; the last
 *     update of an epoch may have fewer
 * @param lr learning rate, at its highest
 * @param seed decides the starting weights, the order of the images and all else that is random
 * @param init how weights start
 * @param size rows and columns images are resized to; 0 leaves them as they are
 * @param progression the first epochs on smaller images
 * @param update how gradients change weights
 * @param schedule the learning rate over time
 * @param lossKind what is made small
 * @param targets what the loss compares with
 * @param images what happens to images on the way in
 * @param reading how images come from files to their size
 * @param average which weights count in the end
 * @param stopping what ends the run early
 * @param saving which epochs and steps are kept
 * @param limits less than all the data
 * @param freeze globs over the paths of parameters that stay as they start; batch normalisations
 *     whose scale and shift do, or whose running statistics match where they have neither, keep
 *     those statistics too, and normalise by them
 */
public record Recipe(
    int epochs,
    int batch,
    int accumulate,
    double lr,
    long seed,
    InitRecipe init,
    int size,
    Progression progression,
    Update update,
    Schedule schedule,
    LossKind lossKind,
    Targets targets,
    Images images,
    Reading reading,
    Average average,
    Stopping stopping,
    Saving saving,
    Limits limits,
    List<String> freeze) {
  public Recipe {
    check(epochs >= 1, "epochs must be at least 1, was %d", epochs);
    check(batch >= 1, "batch must be at least 1, was %d", batch);
    check(
        accumulate >= 1 && accumulate <= 1_000_000,
        "accumulate must be from 1 to 1000000 batches, was %d",
        accumulate);
    check(saving != null, "saving must be given");
    check(lr > 0 && Double.isFinite(lr), "lr must be a positive number, was %s", lr);
    check(init != null, "init must be given");
    check(size >= 0, "size must be 0 or more, was %d", size);
    freeze = List.copyOf(freeze);
    check(
        schedule.warmup() == 0 || schedule.warmup() < epochs,
        "warmup takes %s epochs of %d; nothing would be left",
        schedule.warmup(),
        epochs);
    check(
        limits.overfit() == 0 || images.augment().isEmpty(),
        "overfit asks for the same images again and again; drop augment");
    check(lossKind != null, "loss must be given");
    checkTargets(lossKind, targets, images);
    checkCrops(size, reading.cropFrom(), images);
    checkProgression(size, epochs, progression);
  }

  private static void checkProgression(int size, int epochs, Progression progression) {
    check(
        progression.epochs() < epochs,
        "startEpochs must leave epochs of full size, and of %d epochs they are %d",
        epochs,
        progression.epochs());
    check(
        size == 0 || progression.size() < size,
        "startSize must be less than size, and they are %d and %d; lower startSize, or drop it",
        progression.size(),
        size);
  }

  private static void checkCrops(int size, int cropFrom, Images images) {
    check(
        cropFrom == 0 || cropFrom > size,
        "cropFrom must be more than size, and they are %d and %d; raise cropFrom, or drop it",
        cropFrom,
        size);
    check(
        cropFrom == 0 || images.augmentation().cuts(),
        "cropFrom is where resized-crop cuts, and augment does not begin with that; add it, or drop"
            + " cropFrom");
  }

  private static void checkTargets(LossKind loss, Targets targets, Images images) {
    check(
        targets.weights().isEmpty() || loss == LossKind.CROSS_ENTROPY,
        "classWeights are of loss cross-entropy, and loss is %s; drop one of them",
        loss);
    check(
        targets.smoothing() == 0 || loss != LossKind.HINGE,
        "labelSmoothing shares a target out among classes, and loss hinge asks for one class;"
            + " drop labelSmoothing, or take loss cross-entropy or bce");
    check(
        images.augmentation().mixings().isEmpty() || loss != LossKind.HINGE,
        "augment mixes images of two classes (mixup, cutmix), and loss hinge asks for one class;"
            + " drop the mixing, or take loss cross-entropy or bce");
  }

  /**
   * The notes' way (T46-T48, T60): plain SGD, Xavier-uniform weights, seed 0, images as they are.
   */
  public static Recipe of(int epochs, int batch, double lr) {
    Draft draft = new Draft();
    draft.epochs = epochs;
    draft.batch = batch;
    draft.lr = lr;
    return draft.build();
  }

  public Recipe epochs(int other) {
    return with(d -> d.epochs = other);
  }

  public Recipe batch(int other) {
    return with(d -> d.batch = other);
  }

  public Recipe accumulate(int other) {
    return with(d -> d.accumulate = other);
  }

  public Recipe lr(double other) {
    return with(d -> d.lr = other);
  }

  /** With that momentum, all else of the update the same. */
  public Recipe momentum(double other) {
    return with(d -> d.update = update.momentum(other));
  }

  public Recipe seed(long other) {
    return with(d -> d.seed = other);
  }

  public Recipe init(InitRecipe other) {
    return with(d -> d.init = other);
  }

  public Recipe size(int other) {
    return with(d -> d.size = other);
  }

  public Recipe progression(Progression other) {
    return with(d -> d.progression = other);
  }

  public Recipe update(Update other) {
    return with(d -> d.update = other);
  }

  public Recipe schedule(Schedule other) {
    return with(d -> d.schedule = other);
  }

  public Recipe loss(LossKind other) {
    return with(d -> d.lossKind = other);
  }

  public Recipe targets(Targets other) {
    return with(d -> d.targets = other);
  }

  public Recipe images(Images other) {
    return with(d -> d.images = other);
  }

  public Recipe reading(Reading other) {
    return with(d -> d.reading = other);
  }

  public Recipe average(Average other) {
    return with(d -> d.average = other);
  }

  public Recipe stopping(Stopping other) {
    return with(d -> d.stopping = other);
  }

  public Recipe saving(Saving other) {
    return with(d -> d.saving = other);
  }

  public Recipe limits(Limits other) {
    return with(d -> d.limits = other);
  }

  public Recipe freeze(List<String> other) {
    return with(d -> d.freeze = other);
  }

  /** The update rule of a run of so many updates an epoch. */
  public Optimizer optimizer(long updatesPerEpoch) {
    Optimizer plain = update.optimizer();
    return average.kind() == Average.Kind.NONE
        ? plain
        : new Averaged(plain, average, updatesPerEpoch, updatesPerEpoch * epochs);
  }

  /** The group of a parameter; empty when it is frozen. */
  public Function<Parameter, String> groups() {
    return update.grouping(freeze);
  }

  public Loss loss() {
    boolean soft = !targets.isPlain() || !images.augmentation().mixings().isEmpty();
    return lossKind.emitted(soft);
  }

  /**
   * Whether the batches of an update count by the weights of their classes, not by their images.
   */
  public boolean weighsBatches() {
    return accumulate > 1 && !targets.weights().isEmpty();
  }

  /** How images come to be measured or predicted: resized and normalised, nothing random. */
  public LoaderOptions measuring(int images) {
    return LoaderOptions.of(images).fit(reading.fit(size)).normalized(this.images.normalization());
  }

  /** How they come to be trained on in the first epochs, if those are on smaller ones. */
  public LoaderOptions starting() {
    int small = progression.size();
    return training().reduced(small, small);
  }

  /** How they come to be trained on. */
  public LoaderOptions training() {
    return measuring(batch)
        .shuffled(seed)
        .limit(limits.batches())
        .larger(reading.larger())
        .augmented(images.augmentation());
  }

  private Recipe with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.epochs = epochs;
    draft.batch = batch;
    draft.accumulate = accumulate;
    draft.lr = lr;
    draft.seed = seed;
    draft.init = init;
    draft.size = size;
    draft.progression = progression;
    draft.update = update;
    draft.schedule = schedule;
    draft.lossKind = lossKind;
    draft.targets = targets;
    draft.images = images;
    draft.reading = reading;
    draft.average = average;
    draft.stopping = stopping;
    draft.saving = saving;
    draft.limits = limits;
    draft.freeze = freeze;
    change.accept(draft);
    return draft.build();
  }

  /** The same while it changes. */
  private static final class Draft {
    private int epochs;
    private int batch;
    private int accumulate = 1;
    private double lr;
    private long seed;
    private InitRecipe init = InitRecipe.XAVIER_UNIFORM;
    private int size;
    private Progression progression = Progression.NONE;
    private Update update = Update.SGD;
    private Schedule schedule = Schedule.CONSTANT;
    private LossKind lossKind = LossKind.CROSS_ENTROPY;
    private Targets targets = Targets.PLAIN;
    private Images images = Images.PLAIN;
    private Reading reading = Reading.PLAIN;
    private Average average = Average.NONE;
    private Stopping stopping = Stopping.NEVER;
    private Saving saving = Saving.BEST;
    private Limits limits = Limits.NONE;
    private List<String> freeze = List.of();

    Recipe build() {
      return new Recipe(
          epochs,
          batch,
          accumulate,
          lr,
          seed,
          init,
          size,
          progression,
          update,
          schedule,
          lossKind,
          targets,
          images,
          reading,
          average,
          stopping,
          saving,
          limits,
          freeze);
    }
  }
}
