// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.train.state.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of a network from a file keeps the file, and needs no other one later. */
class ModelFileTrainingTest {
  @TempDir Path folder;

  /** Zeros stay zeros: at learning rate next to nothing the weights are those of the beginning. */
  @Test
  void weightsStartAsTheFileSaysUnlessTheUserSaysOtherwise() throws Exception {
    Path file = folder.resolve("net.yaml");
    Files.writeString(
        file, "input: 1x28x28\nlayers:\n  - linear: {outputs: classes, init: constant 0.5}\n");
    String line =
        "train|%s|--data|shapes|--epochs|1|--batch|1000|--lr|1e-30|--threads|1|--out|%s/%s%s";
    for (String init : new String[] {"", "|--init|xavier-uniform"}) {
      Path run = folder.resolve("run" + init.length());
      Run trained = Run.fovea(line.formatted(file, folder, run.getFileName(), init).split("[|]"));
      assertThat(trained.exit()).as(trained.err()).isZero();
      float first =
          WeightFile.read(run.resolve("weights/last.safetensors"))
              .weights()
              .get("linear1.weight")
              .floats()[0];
      assertThat(first == 0.5f).isEqualTo(init.isEmpty());
      assertThat(run.resolve("args.yaml"))
          .content()
          .contains("init: " + (init.isEmpty() ? "model" : "xavier-uniform"));
    }
  }

  @Test
  void aRunGoesOnAndIsEvaluatedWithoutTheFileItCameFrom() throws Exception {
    Path file = folder.resolve("tiny net.yaml");
    String text =
        """
        input: 1x28x28
        layers:
          - conv: {filters: 4, size: 5, stride: 2}
          - relu
          - max_pool: 4
          - linear: classes
        """;
    Files.writeString(file, text);
    Path run = folder.resolve("run");
    Run trained =
        Run.fovea(
            ("train|" + file + "|--data|shapes|--epochs|1|--batch|1000|--threads|1|--out|" + run)
                .split("[|]"));
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(run.resolve("model.yaml")).hasContent(text);
    assertThat(run.resolve("args.yaml"))
        .content()
        .contains("model: tiny_net\nmodelFile: model.yaml\n");

    Files.writeString(file, text.replace("filters: 4", "filters: 9"));
    Files.delete(file);
    assertThat(Run.fovea("evaluate", run.toString(), "--json").json().get("images").asLong())
        .isEqualTo(2000);
    Run again = Run.fovea("train", "--resume", run.toString());
    assertThat(again.exit()).as(again.err()).isZero();

    Path kept = run.resolve("model.yaml");
    Path manifest = run.resolve("manifest.json");
    Files.writeString(kept, text.replace("relu", "tanh"));
    failed(
        Run.fovea("train", "--resume", run.toString()),
        1,
        manifest
            + ": model.yaml is not the network that the run began with; put the old file back");
    Files.delete(kept);
    failed(
        Run.fovea("evaluate", run.toString()),
        1,
        kept + ": missing, and it holds the network of the run");
    Path args = run.resolve("args.yaml");
    Files.writeString(args, Files.readString(args).replace("modelFile: model.yaml\n", ""));
    String older = Files.readString(manifest).replaceAll("(?s)\"network\" : \\{.*?},\\s*", "");
    assertThat(older).doesNotContain("network").contains("dataset");
    Files.writeString(manifest, older);
    Files.writeString(kept, text);
    Run old = Run.fovea("train", "--resume", run.toString());
    assertThat(old.exit()).as(old.err()).isZero();
  }
}
