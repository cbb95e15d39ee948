// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetTest {
  private static final Recipe BASE = Recipe.of(10, 256, 0.1);

  private static Recipe over(String yaml) {
    return Sheet.parse("my.yaml", yaml, List.of("model")).over(BASE);
  }

  /** PyTorch's defaults: alpha 0.99 for rmsprop, beta2 0.999 for the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizer: adam    |                                   | 0.999
          optimizer: rmsprop |                                   | 0.99
          optimizer: adam    | optimizer: rmsprop                | 0.99
          optimizer: rmsprop | optimizer: adamw                  | 0.999
          optimizer: rmsprop | momentum: 0.5                     | 0.99
          optimizer: rmsprop | beta2: 0.9                        | 0.9
          beta2: 0.95        | optimizer: rmsprop                | 0.95
          optimizer: adam    | {optimizer: rmsprop, beta2: 0.97} | 0.97
          {optimizer: rmsprop, beta2: 0.999} | momentum: 0.5     | 0.999
          {optimizer: rmsprop, beta2: 0.999} | optimizer: rmsprop | 0.999
          """)
  void rmspropHasAnAlphaOfItsOwn(String file, String options, double beta2) {
    Recipe recipe = Sheet.parse("a", file, List.of()).over(Recipe.of(2, 8, 0.1));
    Recipe end = options == null ? recipe : Sheet.parse("b", options, List.of()).over(recipe);
    assertThat(end.update().beta2()).isEqualTo(beta2);
    assertThat(Sheet.parse("c", "epochs: 3", List.of()).over(end).update().beta2())
        .isEqualTo(beta2);
  }

  @Test
  void settingsReplaceThoseOfTheBaseInAnyOrder() {
    Recipe recipe =
        over("nesterov: true\nmomentum: 0.9\naugment: [crop 4, flip]\nmean: 0.5\nstd: [0.25]\n");
    assertThat(recipe.update().nesterov()).isTrue();
    assertThat(recipe.update().momentum()).isEqualTo(0.9);
    assertThat(recipe.images().augment()).containsExactly("crop 4", "flip");
    assertThat(recipe.images().mean()).containsExactly(0.5);
    assertThat(recipe.epochs()).isEqualTo(10);
    assertThat(over("model: x")).isEqualTo(BASE);
  }

  @Test
  void everySettingSurvivesTheWayThroughItsValues() {
    Recipe recipe =
        over(
            "optimizer: adamw\nschedule: multi-step\nlrAt: [3, 5.5]\nwarmup: 1\nfreeze: ['*.bias']\n"
                + "average: swa\nonNan: rollback\nseed: -9223372036854775808\nclassWeights: [1, 2]\n"
                + "init: he-normal\nminutes: 2.5\npatience: 3\nlimitBatches: 7\nlabelSmoothing: .1\n");
    assertThat(Keys.recipe(Keys.values(recipe))).isEqualTo(recipe);
    assertThat(recipe.update().rule()).isEqualTo(Update.Rule.ADAMW);
    assertThat(recipe.init()).isEqualTo(InitRecipe.HE_NORMAL);
    assertThat(recipe.seed()).isEqualTo(Long.MIN_VALUE);
    // Each key must change something: a value that is read from the wrong place would not.
    assertThat(Keys.values(recipe).values()).hasSize(Keys.names().size());
    assertThat(Keys.names()).doesNotHaveDuplicates();
  }

  @Test
  void optionsAreTexts() {
    Recipe recipe =
        Sheet.ofOptions(Map.of("augment", "crop 4, flip", "lr", "0.5", "lrAt", "")).over(BASE);
    assertThat(recipe.images().augment()).containsExactly("crop 4", "flip");
    assertThat(recipe.lr()).isEqualTo(0.5);
    assertThatThrownBy(() -> Sheet.ofOptions(Map.of("labelSmoothing", "1")).over(BASE))
        .hasMessage("--label-smoothing must be from 0 to below 1, was 1.0");
    assertThatThrownBy(() -> Sheet.ofOptions(Map.of("mean", "0.5,x")).over(BASE))
        .hasMessage("--mean is 'x', expected a number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'lr: 0.1\\nepoch: 3'          | my.yaml:2: unknown key 'epoch'; did you mean epochs?
          'epochs: 3\\nlr: fast'        | my.yaml:2: lr is 'fast', expected a number
          'epochs: [3]'                | my.yaml:1: epochs is a list, expected one value
          'epochs: 2.5'                | my.yaml:1: epochs is '2.5', expected a whole number
          'epochs:'                    | my.yaml:1: epochs is '', expected a whole number
          'a: 1'                       | my.yaml:1: unknown key 'a'
          'lr: 1\\nbatch: 0'            | my.yaml:2: batch must be at least 1, was 0
          'lr: 1\\nlr: 2'               | my.yaml:2: not YAML: Duplicate
          'augment: [flip, fly]'       | my.yaml:1: augment: unknown augmentation 'fly'
          'augment: [crop 0]'          | my.yaml:1: augment: crop: padding is 0
          'optimizer: sdg'             | my.yaml:1: optimizer: unknown optimizer 'sdg'; did you mean
          'warmup: 3\\nepochs: 2'       | my.yaml:1: warmup takes 3.0 epochs of 2
          'nesterov: true'             | my.yaml:1: nesterov needs optimizer sgd with momentum
          'nesterov: maybe'            | my.yaml:1: nesterov is 'maybe', expected true or false
          'mean: [0.5]'                | my.yaml:1: mean has 1 numbers and std 0
          'lr: 1\\nmeen:\\n  - 1\\n  - 2' | my.yaml:2: unknown key 'meen'; did you mean mean
          'lr: 1\\nepochs:\\n\\n  - 1'   | my.yaml:2: epochs is a list, expected one value
          'lr: 1\\n\\tepochs: 3'        | my.yaml:2: not YAML: found character '\\t(TAB)' that cannot
          'lr: 1\\nmean: [1, 2'        | my.yaml:2: not YAML: expected ',' or ']', but got
          'lr: "1'                     | my.yaml:1: not YAML: found unexpected end of stream
          '[1, 2]'                     | my.yaml:1: a list, expected settings
          """)
  void mistakesAreNamedWithTheirLine(String yaml, String message) {
    assertThatThrownBy(() -> over(yaml.replace("\\n", "\n").replace("\\t", "\t")))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void presetsReadAndNameThemselves() {
    for (Preset preset : Presets.all()) {
      assertThat(preset.recipe().size()).as(preset.name()).isPositive();
      assertThat(preset.about()).isNotBlank();
    }
    assertThatThrownBy(() -> Presets.named("fashion-mnist/fats"))
        .hasMessage(
            "unknown recipe 'fashion-mnist/fats'; did you mean fashion-mnist/fast, "
                + "fashion-mnist/best?");
  }

  /** Models M5 to M34 of the study notes. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 28, 0.9, 256",
    "lenet_bn, 28, 1.0, 256",
    "alexnet_d2l, 224, 0.01, 128",
    "vgg11_d2l_small, 224, 0.05, 28",
    "nin, 224, 0.1, 128",
    "googlenet_d2l, 96, 0.1, 128",
    "resnet18_d2l, 96, 0.05, 256",
    "densenet_d2l, 96, 0.1, 256",
    "mobilenet_v1_d2l, 96, 0.1, 256"
  })
  void theNotesWay(String model, int size, double lr, int batch) {
    Preset preset = Presets.ofModel(model).orElseThrow();
    assertThat(preset.recipe()).isEqualTo(Recipe.of(10, batch, lr).size(size));
    assertThat(preset.data()).isEqualTo("fashion-mnist");
  }

  @Test
  void otherModelsFollowTheirRelatives() {
    assertThat(Presets.ofModel("resnet50")).isEmpty();
    assertThat(Presets.ofFamily("resnet")).isEqualTo(Recipe.of(10, 256, 0.05));
    // E26: the book's batch; the notes say 28.
    assertThat(Presets.ofFamily("vgg").batch()).isEqualTo(128);
    assertThat(Presets.ofFamily("file")).isEqualTo(Recipe.of(10, 256, 0.1));
    // LeNet-5 diverges at a rate for sigmoids.
    assertThat(Presets.ofFamily("lenet")).isEqualTo(Recipe.of(10, 256, 0.1));
  }

  @Test
  void anOptionThatChangesNothingIsRefused() {
    Recipe cosine = over("schedule: cosine\naverage: ema\n");
    Relevance.check(List.of("lrEnd", "averageDecay", "epochs"), cosine);
    assertThatThrownBy(() -> Relevance.check(List.of("lrPower"), cosine))
        .hasMessage(
            "--lr-power is of schedule polynomial, and that is cosine; drop it, or give --schedule");
    for (String key : Keys.names()) {
      Relevance.check(List.of(key), match(key));
    }
  }

  /** A recipe in which a setting matters. */
  private static Recipe match(String key) {
    return switch (key) {
      case "lrGamma", "lrEvery" -> over("schedule: step");
      case "lrAt" -> over("schedule: multi-step\nlrAt: 1");
      case "lrRise", "lrEnd" -> over("schedule: one-cycle");
      case "lrPower" -> over("schedule: polynomial");
      case "lrPatience" -> over("schedule: plateau");
      case "beta1", "beta2", "epsilon" -> over("optimizer: adamw");
      case "trust" -> over("optimizer: lars");
      case "averageDecay" -> over("average: ema");
      case "averageStart" -> over("average: swa");
      default -> BASE;
    };
  }
}
