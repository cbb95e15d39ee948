// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.train.preset.Keys;
import dev.fovea.train.preset.Preset;
import dev.fovea.train.preset.Presets;
import dev.fovea.train.recipe.Recipe;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fovea recipes}: how to train, ready made. */
@Command(
    name = "recipes",
    header = "List the recipes.",
    description = {
      "Lists the recipes that come with Fovea: 'fovea train --recipe NAME' trains by one, and"
          + " options change it.",
      "With NAME, prints all its settings as YAML, to be copied, changed and given as --config."
    })
public final class RecipesCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show the settings of this one.")
  private String name;

  /** A recipe in the listing. */
  record Row(
      String name,
      String about,
      String model,
      String data,
      String precision,
      Map<String, Object> settings) {
    static Row of(Preset preset) {
      return new Row(
          preset.name(),
          preset.about(),
          preset.model(),
          preset.data(),
          preset.precision(),
          Keys.values(preset.recipe()));
    }
  }

  @Override
  public void run() {
    if (name == null) {
      List<Preset> all = Presets.all();
      output.print(() -> all.stream().map(Row::of).toList(), out -> print(all, out));
    } else {
      Preset preset = Presets.named(name);
      output.print(() -> Row.of(preset), out -> out.print(yaml(preset)));
    }
  }

  private static void print(List<Preset> presets, PrintWriter out) {
    Table table = new Table("recipe", "model", "data", ">epochs", ">batch", ">lr", "about");
    for (Preset preset : presets) {
      Recipe recipe = preset.recipe();
      table.row(
          preset.name(),
          preset.model(),
          preset.data(),
          recipe.epochs(),
          recipe.batch(),
          String.valueOf(recipe.lr()),
          preset.about());
    }
    table.print(out);
  }

  private static String yaml(Preset preset) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("recipe", preset.name());
    all.put("model", preset.model());
    all.put("data", preset.data());
    all.put("precision", preset.precision());
    all.putAll(Keys.values(preset.recipe()));
    StringBuilder text = new StringBuilder();
    all.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
