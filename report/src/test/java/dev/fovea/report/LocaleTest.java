// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.train.Job;
import dev.fovea.train.Trainer;
import dev.fovea.train.file.Folders;
import dev.fovea.train.recipe.Monitor;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Saving;
import dev.fovea.train.state.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command chooses a locale for itself; a program that uses this library need not. */
class LocaleTest {
  private static final Locale OWN = Locale.getDefault();

  @TempDir Path runs;

  @BeforeEach
  void otherDigits() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    assertThat("%d".formatted(12)).as("digits of this locale").isNotEqualTo("12");
  }

  @AfterEach
  void back() {
    Locale.setDefault(OWN);
  }

  @Test
  void filesAndPagesHaveTheDigitsOfAllOthers() throws IOException {
    RunFolder folder = RunFolder.create(runs.resolve("a"), false, Runs.args());
    Job base = Runs.job(false);
    Recipe recipe = base.recipe().saving(new Saving(Monitor.TEST_LOSS, 2, 0));
    Job job = new Job(base.model(), base.network(), base.data(), recipe, base.compute());
    Manifest.Build build = new Manifest.Build("0.1", "");
    Progress end;
    try (RunRecorder recorder = new RunRecorder(folder, build, Runs.data(), w -> {})) {
      end = new Trainer(job, List.of(recorder, new KeptEpochs(folder))).run();
    }
    new RunReport(folder, job, Runs.data().test(), w -> {}).write(end);
    assertThat(Folders.list(folder.lastWeights().getParent()))
        .contains("epoch-1.safetensors", "epoch-2.safetensors");
    String page = Files.readString(folder.report());
    assertThat(page).contains("2 of 2 epochs", "measured on 20 test images", "width=\"1000\"");
    assertThat(page.chars().filter(c -> c != '\u2026' && Character.isDigit(c)))
        .allMatch(c -> c >= '0' && c <= '9');
  }
}
