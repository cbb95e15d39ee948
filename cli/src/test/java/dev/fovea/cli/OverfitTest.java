// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that learns a few images by heart says nothing of the test set. */
class OverfitTest {
  @TempDir private Path folder;

  private static Run done(String... command) {
    Run run = Run.fovea(command);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void whatIsMeasuredOnTrainingImagesIsNotCalledTest() throws IOException {
    Path run = folder.resolve("few");
    String place = run.toString();
    String options =
        "train lenet --data shapes --overfit 20 --epochs 2 --batch 10 --threads 1 --out";
    Run trained = done((options + " " + place).split(" "));
    assertThat(trained.out()).contains("overfit acc").doesNotContain("test acc");
    String rows = Files.readString(run.resolve("results.csv"));
    assertThat(rows).startsWith("epoch,trainLoss,trainAccuracy,overfitLoss,overfitAccuracy,");
    JsonNode result = JsonMapper.shared().readTree(run.resolve("result.json"));
    assertThat(result.propertyNames())
        .contains("overfitAccuracy", "bestOverfitAccuracy", "overfitImages")
        .doesNotContain("testAccuracy", "testImages", "bestTestAccuracy");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("measured on 20 of the images that it was trained on (--overfit) with the")
        .doesNotContain("test images");

    JsonNode listed = done("runs", folder.toString(), "--json").json().get(0);
    assertThat(listed.get("accuracy").isNull()).isTrue();
    assertThat(listed.get("state").asString()).isEqualTo("finished");
    JsonNode compared = done("compare", place, "--json").json().get(0);
    assertThat(compared.get("accuracy").isNull()).isTrue();

    Files.delete(run.resolve("result.json"));
    done("train", "--resume", place);
    assertThat(run.resolve("results.csv")).hasContent(rows);
    JsonNode again = JsonMapper.shared().readTree(run.resolve("result.json"));
    assertThat(again.get("overfitAccuracy")).isEqualTo(result.get("overfitAccuracy"));
  }
}
