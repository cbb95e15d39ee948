// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static dev.fovea.cli.TrainCommandTest.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong before the first checkpoint: one line, and nothing left behind. */
class TrainMistakesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lenett                     | unknown model 'lenett'; did you mean lenet, lenet5?
          lenet --batch 0            | --batch must be at least 1, was 0
          lenet --lr -1              | --lr must be a positive number, was -1.0
          lenet --lr 0               | --lr must be a positive number, was 0.0
          lenet --lr NaN             | --lr must be a positive number, was NaN
          lenet --lr Infinity        | --lr must be a positive number, was Infinity
          lenet --epochs 0           | --epochs must be at least 1, was 0
          lenet --epochs x           | --epochs is 'x', expected a whole number
          lenet --epochs 9999999999  | --epochs is 9999999999, expected at most 2147483647
          lenet --epochs -9999999999 | --epochs is -9999999999, expected at least 0
          lenet --seed 99999999999999999999 | --seed is 99999999999999999999, expected at most 9223
          lenet --size -1            | --size must be 0 or more, was -1
          lenet --size 99999         | --size must be at most 4096, was 99999
          lenet --crop-from 64       | --crop-from is where resized-crop cuts, and augment does not
          lenet --crop-from 28 --augment resized-crop | --crop-from must be more than size, and
          lenet --crop-from 9999 --augment resized-crop | --crop-from must be at most 4096, was 9999
          lenet --start-size 14      | --start-size and --start-epochs go together, and they are 14 and 0
          lenet --start-size 28 --start-epochs 1 | --start-size must be less than size, and
          lenet --test-share 0.5     | --test-share is of image files, and fashion-mnist is a dataset
          lenet --momentum 1         | --momentum must be from 0 to below 1, was 1.0
          lenet --nesterov true      | --nesterov needs optimizer sgd with momentum above 0
          lenet --nesterov yes       | --nesterov is 'yes', expected true or false
          resnet20 --start-size 64 --start-epochs 1 | --start-size must be less than size, and
          lenet --optimizer admw     | --optimizer: unknown optimizer 'admw'; did you mean adamw
          lenet --optimizer adam --momentum 0.9 | --optimizer adam has beta1 in place of momentum
          lenet --schedule cosin     | --schedule: unknown schedule 'cosin'; did you mean cosine?
          lenet --schedule multi-step | --schedule multi-step needs --lr-at
          lenet --warmup 10          | --warmup takes 10.0 epochs of 10; nothing would be left
          lenet --augment flop       | --augment: unknown augmentation 'flop'; did you mean flip,
          lenet --mean 0.5           | --mean has 1 numbers and std 0
          lenet --overfit 9 --augment flip | --overfit asks for the same images again and again
          lenet --recipe notes/lenett | unknown recipe 'notes/lenett'; did you mean notes/lenet
          lenet --precision f8       | --precision is 'f8', expected f32, bf16 or auto
          lenet --threads 0          | --threads is 0, expected 1 to
          lenet --loader-threads -1  | --loader-threads is -1, expected 0 to 256
          lenet --data shape         | unknown dataset 'shape'; did you mean shapes?; there is no folder of that name
          lenet --data nope          | unknown dataset 'nope'; known are
          lenet --epoch 3            | unknown option '--epoch'; did you mean --epochs?
          lenet --overwrite --out    | missing required parameter for option '--out' (DIR)
          lenet --overwrite          | --overwrite needs --out DIR
          lenet --backend onednm     | --backend:
          lenet --config no/such.yaml | cannot read no/such.yaml
          --epochs 3                 | give a MODEL to train, a --recipe, the --weights of a run, or --resume RUN
          """)
  void usage(String options, String message) {
    failed(train(options), 2, message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lenet --size 8                         | conv2: Conv2d: input
          lenet --data shapes --start-size 20 --start-epochs 1 | startSize 20: fc1.weight is
          lenet --data shapes --class-weights 1,2 | classWeights has 2 numbers, shapes has 10 classes
          lenet --data shapes --freeze conv3.*   | freeze 'conv3.*' names no parameter; there are
          lenet --data shapes --freeze *         | freeze [*] leaves no parameter to train
          lenet --data shapes --augment lighting | lighting needs RGB images
          lenet --data shapes --overfit 20000    | --overfit is 20000, expected 1 to 10000, the images that shapes has
          lenet --data shapes --data-dir .       | the shapes dataset is generated and takes no
          lenet --data mnist --data-dir no/such  | --data-dir
          """)
  void failure(String options, String message) {
    failed(train("--out " + folder.resolve("out") + " " + options), 1, message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static Run train(String options) {
    return Run.fovea(("train " + options.strip()).split(" +"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          precision: fp16   | precision is 'fp16', expected f32, bf16 or auto
          backend: foo      | backend: there is no backend 'foo'
          model: lenett     | model: unknown model 'lenett'; did you mean lenet, lenet5?
          data: nope        | data: unknown dataset 'nope'; known are
          data: no/such     | data: /
          recipe: nope      | recipe: unknown recipe 'nope'; known are
          threads: 9999     | threads is 9999, expected 1 to
          threads: many     | threads is 'many', expected a whole number
          loaderThreads: -3 | loaderThreads is -3, expected 0 to 256
          lr: fast          | lr is 'fast', expected a number
          startSize: 64     | startSize and startEpochs go together
          """)
  void ofAFile(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "epochs: 1\n" + line + "\n");
    String options = line.startsWith("model") ? "" : line.startsWith("recipe") ? "" : "lenet ";
    failed(train(options + "--config " + file), 2, file + ":2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          none        | train-images-idx3-ubyte is missing from
          cut         | the file is cut short
          magic       | wrong magic 0x00001234
          huge        | claims
          counts      | labels
          label       | label 77
          other       | checksum mismatch
          """)
  void aDamagedDatasetIsNamed(String damage, String message) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    if (!damage.equals("none")) {
      for (String part : new String[] {"train", "t10k"}) {
        Files.write(data.resolve(part + "-images-idx3-ubyte"), images(damage));
        Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels(damage));
      }
    }
    Path out = folder.resolve("out");
    Run run = Run.fovea("train", "lenet", "--data-dir", data.toString(), "--out", out.toString());
    assertThat(run.err()).startsWith("fovea: ").contains(message).containsOnlyOnce("\n");
    assertThat(run.err()).contains(data.toString()).doesNotContain("Exception");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  private static byte[] images(String damage) {
    int pixels = 2 * 28 * 28;
    ByteBuffer file = ByteBuffer.allocate(16 + pixels);
    file.putInt(damage.equals("magic") ? 0x1234 : 0x803);
    file.putInt(damage.equals("cut") ? 60_000 : damage.equals("huge") ? Integer.MAX_VALUE : 2);
    return file.putInt(28).putInt(28).array();
  }

  private static byte[] labels(String damage) {
    int count = damage.equals("counts") ? 3 : 2;
    ByteBuffer file = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    return file.put((byte) (damage.equals("label") ? 77 : 1)).array();
  }

  @Test
  void anOutThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    failed(train("lenet --data shapes --out " + file), 1, file + " is a file");
    failed(train("lenet --data shapes --out " + file + "/x"), 1, "cannot create folder " + file);
    assumeTrue(Files.isDirectory(Path.of("/proc/self")));
    failed(train("lenet --data shapes --out /proc/x"), 1, "cannot create folder /proc/x");
  }

  @Test
  void anOutThatHoldsOtherFilesIsLeftAlone() throws IOException {
    Path precious = Files.writeString(folder.resolve("thesis.txt"), "text");
    for (String overwrite : new String[] {"", " --overwrite"}) {
      failed(
          train("lenet --data shapes --out " + folder + overwrite),
          1,
          folder + " holds files that are not of a run");
    }
    assertThat(precious).content().isEqualTo("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lenet --data mnist --data-dir no/such  | --data-dir
          lenet --data shapes --freeze nosuch*   | freeze 'nosuch*' names no parameter
          lenet --data shapes --class-weights 1,2 | classWeights has 2 numbers, shapes has 10
          lenet --data shapes --start-size 20 --start-epochs 1 | startSize 20: fc1.weight is
          vgg16_bn --data shapes --batch 10000   | vgg16_bn at batch 10000 needs
          """)
  void aRunThatCannotStartDoesNotCostTheOneItReplaces(String options, String message)
      throws IOException {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("weights"));
    Files.writeString(run.resolve("args.yaml"), "model: lenet");
    Path weights = Files.writeString(run.resolve("weights/best.safetensors"), "weights");
    Files.writeString(run.resolve("result.json"), "{}");
    failed(train(options + " --overwrite --out " + run), 1, message);
    assertThat(weights).content().isEqualTo("weights");
    assertThat(run.resolve("args.yaml")).content().isEqualTo("model: lenet");
    assertThat(run.toFile().list()).isSubsetOf("args.yaml", "result.json", "weights", ".lock");
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndNamesTheStep() {
    Path out = folder.resolve("out");
    Run run = train("lenet --data shapes --batch 1000 --threads 1 --lr 1e38 --out " + out);
    assertThat(run.err())
        .contains("fovea: ", "epoch 1, step ", "training diverged, try a smaller lr")
        .doesNotContain("Exception");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }
}
