// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong and hostile files: one line that names file, line and layer, soon. */
class ModelFileMistakesTest {
  private static final String GOOD =
      """
      name: net
      input: 3x16x16
      classes: 5
      layers:
        - conv: {name: a, filters: 4, size: 3, padding: 1}
        - relu: {name: b}
        - branches:
            of: [[{conv: {filters: 2, size: 1}}], [max_pool: {size: 3, stride: 1, padding: 1}]]
        - residual: {name: r, main: [{conv: {filters: 6, size: 1}}]}
        - add: {name: s, from: [r, branches1]}
        - global_average_pool
        - linear: classes
      """;

  /** What is replaced in the good file, by what, and the answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          - relu: {name: b}         | - rellu: {name: b}          | net.yaml:6: unknown layer type 'rellu'; did you mean relu
          - relu: {name: b}         | - relu: {nam: b}            | net.yaml:6: relu 'relu1': unknown attribute 'nam'; did you mean name
          - relu: {name: b}         | - relu: 5                   | net.yaml:6: relu: expected attributes in braces or indented below, found '5'
          - relu: {name: b}         | - {relu: {}, name: b}       | net.yaml:6: a layer is a word or one kind with its attributes
          - relu: {name: b}         | - [relu]                    | net.yaml:6: a layer is a word or one kind with its attributes, such as conv: {filters: 6, size: 5}; here stands a list
          - relu: {name: b}         | -                           | net.yaml:6: unknown layer type ''
          - relu: {name: b}         | - relu: {name: ../b}        | net.yaml:6: relu: name '../b' may hold letters, digits
          - relu: {name: b}         | - relu: {name: [b]}         | net.yaml:6: relu: name is a list, expected a text
          - relu: {name: b}         | - relu: {name: b, from: []} | net.yaml:6: relu 'b': from names no layer
          - relu: {name: b}         | - relu: {from: [a, a]}      | net.yaml:6: relu 'relu1': reads 2 layers, expected one
          - relu: {name: b}         | - dropout: 1                | net.yaml:6: dropout 'dropout1': rate must lie in [0, 1), was 1.0
          - relu: {name: b}         | - clip: 0                   | net.yaml:6: clip 'clip1': limit must be positive, was 0.0
          - relu: {name: b}         | - leaky_relu: {slope: 0}    | net.yaml:6: leaky_relu 'leaky_relu1': slope must be positive, was 0.0
          - relu: {name: b}         | - local_response_norm: {size: 4} | net.yaml:6: local_response_norm 'local_response_norm1': size must be odd, was 4
          - relu: {name: b}         | - local_response_norm: {k: 0} | net.yaml:6: local_response_norm 'local_response_norm1': k must be positive, was 0.0
          - relu: {name: b}         | - local_response_norm: {alpha: -1} | net.yaml:6: local_response_norm 'local_response_norm1': alpha must not be negative, was -1.0
          - relu: {name: b}         | - batch_norm: {momentum: 2} | net.yaml:6: batch_norm 'batch_norm1': momentum must lie in [0, 1], was 2.0
          - relu: {name: b}         | - batch_norm: {eps: -1}     | net.yaml:6: batch_norm 'batch_norm1': eps must lie in [0, 1), was -1.0
          - relu: {name: b}         | - max_pool: {size: 3, padding: 3} | net.yaml:6: Pool: padding 3:3 must be smaller than the window of 3
          - relu: {name: b}         | - conv: {name: a, filters: 4, size: 1} | net.yaml:6: conv 'a': the name 'a' is taken by the layer in line 5
          - relu: {name: b}         | - repeat: {times: 0, layers: []} | net.yaml:6: repeat 'repeat1': times is 0, expected 1 to 10000
          - relu: {name: b}         | - block: {layers: relu}     | net.yaml:6: block 'block1': layers is 'relu', expected a list
          - relu: {name: b}         | - scale                     | net.yaml:6: scale 'scale1': by is missing
          filters: 4                | filters: 0                  | net.yaml:5: conv 'a': filters is 0, expected 1 to 1048576
          filters: 4                | filters: four               | net.yaml:5: conv 'a': filters is 'four', expected a whole number
          filters: 4                | filters: 99999999999        | net.yaml:5: conv 'a': filters is '99999999999', expected a whole number
          filters: 4                | filters: [4]                | net.yaml:5: conv 'a': filters is a list, expected a whole number
          filters: 4,               | ``                          | net.yaml:5: conv 'a': filters is missing, expected a number or the word classes
          size: 3, padding: 1}      | size: 0}                    | net.yaml:5: conv 'a': size is 0, expected 1 to 4096
          size: 3, padding: 1}      | size: [1, 2, 3]}            | net.yaml:5: conv 'a': size has 3 numbers, expected 1 or 2
          size: 3, padding: 1}      | padding: 1}                 | net.yaml:5: conv 'a': size is missing
          size: 3, padding: 1}      | size: 3, padding: same, stride: -1} | net.yaml:5: conv 'a': stride is -1, expected 1 to 4096
          size: 3, padding: 1}      | size: 3, padding: full}     | net.yaml:5: conv 'a': padding is 'full', expected a whole number
          size: 3, padding: 1}      | size: 3, padding: [1, 1, 1]} | net.yaml:5: conv 'a': padding has 3 numbers, expected 1, 2 or 4
          size: 3, padding: 1}      | size: 3, bias: maybe}       | net.yaml:5: conv 'a': bias is 'maybe', expected true or false
          size: 3, padding: 1}      | size: 3, init: zeros}       | net.yaml:5: conv 'a': init: 'zeros' is not an initialiser
          size: 3, padding: 1}      | size: 3, init: normal NaN}  | net.yaml:5: conv 'a': init: init normal is NaN, expected a number of at least 0
          size: 3, padding: 1}      | size: 3, groups: 2}         | net.yaml:5: a: Conv2d: 3 to 4 channels cannot be split into 2 groups
          size: 3, padding: 1}      | size: 17}                   | net.yaml:5: a: Conv2d: input [2,3,16,16] is too small
          size: 3, padding: 1}      | size: 3, padding: 1, from: c} | net.yaml:5: conv 'a': unknown layer 'c'; known are input
          size: 3, padding: 1}      | size: 3, padding: 1, from: a} | net.yaml:5: conv 'a': reads itself: a cycle
          size: 3, padding: 1}      | size: 3, padding: 1, from: s} | net.yaml:5: conv 'a': reads 's', which stands below it in line 10, which reads this layer in turn: a cycle
          from: [r, branches1]      | from: [r, brunches]         | net.yaml:10: add 's': unknown layer 'brunches'
          from: [r, branches1]      | from: [r, b]                | net.yaml:10: add 's': 'b' gives 4x16x16 but 'r' gives 6x16x16; they must be of one size
          from: [r, branches1]      | from: [r]                   | net.yaml:10: add 's': takes two or more inputs
          from: [r, branches1]      | from: [input, {}]           | net.yaml:10: add 's': from holds a mapping, expected names
          stride: 1, padding: 1}]   | stride: 2, padding: 1}]     | net.yaml:7: branches 'branches1': branch 2 gives 4x8x8 but branch 1 gives 2x16x16; to be joined along the channels they must agree
          of: [[{conv               | join: sum~      of: [[{conv | net.yaml:8: branches 'branches1': unknown join 'sum'
          of: [[{conv               | join: add~      of: [[{conv | net.yaml:7: branches 'branches1': branch 2 gives 4x16x16 but branch 1 gives 2x16x16; they must be of one size
          main: [{conv: {filters: 6 | main: [{conv: {filters: 5   | net.yaml:9: residual 'r': shortcut gives 6x16x16 but main gives 5x16x16
          - linear: classes         | - relu                      | net.yaml:12: relu 'relu1': the network ends with f32[2,6,1,1], expected a score for each of 5 classes
          - linear: classes         | - linear: 6                 | net.yaml:12: linear 'linear1': the network ends with f32[2,6], expected a score for each of 5 classes
          - linear: classes         | - linear: {outputs: classes, from: a} | no layer reads its result; remove it
          - relu: {name: b}         | - auxiliary: {output: b, layers: [{linear: classes}]} | net.yaml:6: auxiliary 'auxiliary1': output is 'b', expected a name that begins with aux
          - relu: {name: b}         | - auxiliary: {layers: []}   | net.yaml:6: auxiliary 'auxiliary1': its last layer makes no scores of its own
          - relu: {name: b}         | - auxiliary: {layers: [{auxiliary: {layers: [relu]}}]} | net.yaml:6: auxiliary 'auxiliary1.auxiliary1': an auxiliary part cannot stand in another one
          - relu: {name: b}         | - auxiliary: {name: x, input: 3, layers: [relu]} | net.yaml:6: auxiliary 'x': input is '3', expected CxHxW
          - relu: {name: b}         | - auxiliary: {name: x, layers: [relu, {add: {from: [relu1, input]}}]} | net.yaml:6: add 'x.add1': stands in an auxiliary part, which reads one layer outside of it only
          - relu: {name: b}         | - auxiliary: {name: x, layers: [{relu: {name: y}}]}~  - relu: {from: x.y} | net.yaml:7: relu 'relu1': reads a layer of an auxiliary part, which inference does not compute
          - relu: {name: b}         | - relu: {output: aux}       | net.yaml:6: relu 'relu1': output 'aux' is taken
          - relu: {name: b}         | - relu: {output: logits}    | net.yaml:6: relu 'relu1': output 'logits' is taken
          input: 3x16x16            | input: 3x16                 | net.yaml:2: input is '3x16', expected CxHxW
          input: 3x16x16            | input: 3x0x16               | net.yaml:2: input is '3x0x16', expected CxHxW
          input: 3x16x16            | inptu: 3x16x16              | input is missing, expected CxHxW
          classes: 5                | classes: -5                 | net.yaml:3: classes is -5, expected 1 to
          classes: 5                | clases: 5                   | net.yaml:3: unknown attribute 'clases'; did you mean classes
          classes: 5                | name: twice                 | not YAML: Duplicate Object property "name"
          name: net                 | name: a/b                   | name 'a/b' may hold letters
          """)
  void areAnsweredInOneLine(String old, String now, String message) {
    assertThat(GOOD).contains(old.strip());
    String text = GOOD.replace(old.strip(), now.strip().replace("~", "\n"));
    assertThatThrownBy(() -> trace(text))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(message.strip())
        .hasMessageStartingWith("net.yaml:")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                     | net.yaml is empty
          # nothing                              | net.yaml is empty
          hello                                  | net.yaml:1: expected input: CxHxW and layers
          [1, 2]                                 | net.yaml:1: expected input: CxHxW and layers
          'a: [1, 2'                             | net.yaml:1: not YAML
          'a: &x [1]\\nb: *x'                    | net.yaml:1: anchors (&), aliases (*) and tags (!) are not used here
          'a: *x'                                | net.yaml:1: anchors (&), aliases (*) and tags (!) are not used here
          'a: !!java.lang.Runtime [x]'           | net.yaml:1: anchors (&), aliases (*) and tags (!) are not used here
          'input: 1x8x8\\nlayers: []'            | net.yaml:1: layers is empty
          'input: 1x8x8\\nlayers: relu'          | net.yaml:2: layers is 'relu', expected a list
          'input: 1x8x8'                         | net.yaml:1: layers is missing
          'input: 1x8x8\\nlayers: [relu]\\n---\\na: b' | a second document begins here
          """)
  void filesThatAreNoNetwork(String text, String message) {
    assertThatThrownBy(() -> ModelFile.parse("net.yaml", text.replace("\\n", "\n")))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(message.strip())
        .hasMessageNotContaining("\n");
  }

  @Test
  void bombsEndSoon() {
    refused("input: 1x8x8\nlayers: " + "[".repeat(100_000), "deep");
    refused("input: 1x8x8\nlayers:\n" + nested(9), "repeats more than 20000 times");
    refused(
        "input: 1x8x8\nlayers:\n" + nested(3).replace("layers: []", "layers: [relu]"),
        "more than 20000");
    refused("a: " + "x".repeat(2_000), "a text of more than 1000 characters");
    refused("input: 1x8x8\nlayers: [" + "relu, ".repeat(600_000) + "relu]", "more than");
    refused("a".repeat(5 << 20), "is longer than 4194304 characters");
    String wide = "{filters: 1048576, size: 4096, padding: 4096}";
    refused("input: 1x8x8\nlayers:\n" + ("- conv: " + wide + "\n").repeat(3), "make it smaller");
    String grown = "- pad: {axis: 2, before: 1048576}\n- pad: {axis: 3, before: 1048576}\n";
    refused("input: 9x8x8\nlayers:\n" + grown + "- flatten\n- linear: classes", "is too large");
  }

  private static String nested(int depth) {
    String inner = "layers: []";
    for (int i = 0; i < depth; i++) {
      inner = "layers: [{repeat: {times: 10000, " + inner + "}}]";
    }
    return "- repeat: {times: 10000, " + inner + "}\n";
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> trace(text))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  /** Whatever is done to a good file, it is read or refused in one line. */
  @Test
  void damagedFilesNeverEscape() {
    for (long seed = 0; seed < 3000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(GOOD);
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, "{}[]:,-&*!\"'\n 0".charAt(random.nextInt(15)));
          default -> text.setCharAt(at, GOOD.charAt(random.nextInt(GOOD.length())));
        }
      }
      try {
        trace(text.toString());
      } catch (FoveaException e) {
        assertThat(e.getMessage()).as("seed %d", seed).startsWith("net.yaml").doesNotContain("\n");
      }
    }
  }

  @Test
  void filesThatCannotBeRead(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> ModelFile.read(missing))
        .hasMessage("cannot read %s: there is no such file or folder", missing);
    Path bytes = Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xc3, 0x28});
    assertThatThrownBy(() -> ModelFile.read(bytes))
        .hasMessage("%s is not a text file in UTF-8", bytes);
    Path large = Files.write(folder.resolve("large.yaml"), new byte[5 << 20]);
    assertThatThrownBy(() -> ModelFile.read(large))
        .hasMessageContaining("has 5242880 bytes; a model file may take up to 4194304");
    assertThatThrownBy(() -> ModelFile.read(folder)).isInstanceOf(FoveaException.class);
  }

  private static void trace(String text) {
    ModelFile file = ModelFile.parse("net.yaml", text);
    var input = file.input();
    Trace.of(
        "net",
        file.block(file.classes()),
        TensorType.f32(2, input.dim(0), input.dim(1), input.dim(2)),
        Mode.TRAIN);
  }
}
