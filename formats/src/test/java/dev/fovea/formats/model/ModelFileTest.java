// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Activations.leakyRelu;
import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.concat;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a file says is what the same blocks in Java make, and what is written reads back. */
class ModelFileTest {
  private static final String HEAD = "name: net\ninput: 3x16x16\nclasses: 5\nlayers:\n";

  @Test
  void layersFollowEachOther() {
    assertSame(
        """
          - conv: {filters: 4, size: 3, padding: same, bias: false}
          - batch_norm: {eps: 0.001, momentum: 0.01}
          - relu
          - max_pool: 2
          - conv:
              name: second
              filters: 8
              size: [3, 1]
              stride: [2, 1]
              padding: [1, 0]
              groups: 2
              init: normal 0.01
          - leaky_relu: 0.2
          - clip: 0.5
          - average_pool: {size: 3, stride: 1, padding: [1, 0, 1, 0]}
          - dropout: 0.3
          - flatten
          - linear: {outputs: 12, bias: false}
          - linear: classes
        """,
        Sequential.of()
            .then("conv1", conv(4, 3).same().noBias())
            .then("batch_norm1", batchNorm().eps(1e-3).momentum(0.01))
            .then("relu1", relu())
            .then("max_pool1", maxPool(2, 2))
            .then(
                "second",
                conv(8, Window.of(3, 1).stride(2, 1).pad(1, 0)).groups(2).init(Init.normal(0.01)))
            .then("leaky_relu1", leakyRelu(0.2))
            .then("clip1", Blocks.op(new Unary(Unary.Fn.CLIP, 0.5)))
            .then("average_pool1", averagePool(Window.of(3).pad(1, 0, 1, 0)))
            .then("dropout1", dropout(0.3))
            .then("flatten1", flatten())
            .then("linear1", linear(12).noBias())
            .then("linear2", linear(5)));
  }

  @Test
  void residualsBranchesAndRepeatsArePlainLayersInScopes() {
    Block residual =
        named(
            "residual1",
            sum(
                Sequential.of()
                    .then("conv1", conv(6, 3).same())
                    .then("relu1", relu())
                    .then("conv2", conv(6, 3).same()),
                named("shortcut", named("conv1", conv(6, 1)))));
    Block branches =
        named(
            "mix",
            concat(
                named("branch1", named("conv1", conv(2, 1))),
                named("branch2", named("conv1", conv(3, 3).same()).then(named("relu1", relu()))),
                identity()));
    Block step = Sequential.of().then(residual).then("relu1", relu());
    assertSame(
        """
          - repeat:
              name: stage
              times: 2
              layers:
                - residual:
                    main: [{conv: {filters: 6, size: 3, padding: 1}}, relu,
                           {conv: {filters: 6, size: 3, padding: 1}}]
                    shortcut: [{conv: {filters: 6, size: 1}}]
                - relu
          - branches:
              name: mix
              of:
                - [{conv: {filters: 2, size: 1}}]
                - [{conv: {filters: 3, size: 3, padding: same}}, relu]
                - []
          - block:
              name: head
              layers: [global_average_pool, {linear: classes}]
        """,
        Sequential.of()
            .then("stage", Sequential.of(step, step))
            .then(branches)
            .then(
                "head",
                Sequential.of()
                    .then("global_average_pool1", globalAveragePool())
                    .then("linear1", linear(5))));
  }

  @Test
  void namesReachAnyLayerAbove() {
    assertSame(
        """
          - conv: {name: a, filters: 3, size: 1}
          - relu: {id: first}
          - relu6: {from: a, name: b}
          - add: {from: [b, first, input]}
          - multiply:
              name: m
              from: [add1, squeeze]
              id: unused
          - flatten
          - linear: classes
        """
            .replace("  - multiply:", "  - global_average_pool: {name: squeeze}\n  - multiply:"),
        (s, x) -> {
          var a = conv(3, 1).apply(s.in("a"), x);
          var first = relu().apply(s.in("relu1"), a);
          var b = dev.fovea.nn.Activations.relu6().apply(s.in("b"), a);
          var add = new dev.fovea.op.Binary(dev.fovea.op.Binary.Fn.ADD);
          var y = s.in("add1").emit(add, s.in("add1").emit(add, b, first), x);
          var squeeze = globalAveragePool().apply(s.in("squeeze"), y);
          var mul = new dev.fovea.op.Binary(dev.fovea.op.Binary.Fn.MUL);
          var z = s.in("m").emit(mul, y, squeeze);
          return linear(5).apply(s.in("linear1"), flatten().apply(s.in("flatten1"), z));
        });
  }

  /** Training computes it, inference only has its parameters; what follows does not read it. */
  @Test
  void auxiliaryPartsAreForTraining() {
    Block side = named("side", named("conv1", conv(2, 5)).then(named("linear1", linear(5))));
    assertSame(
        """
          - conv: {name: a, filters: 4, size: 1}
          - auxiliary:
              name: side
              output: aux1
              layers: [{conv: {filters: 2, size: 5}}, {linear: classes}]
          - relu
          - linear: classes
        """,
        (s, x) -> {
          var y = conv(4, 1).apply(s.in("a"), x);
          if (s.mode() == Mode.TRAIN) {
            s.output("aux1", side.apply(s, y));
          } else {
            s.declare(side, y.type());
          }
          return linear(5).apply(s.in("linear1"), relu().apply(s.in("relu1"), y));
        });
    ModelFile file =
        ModelFile.parse(
            "net.yaml",
            HEAD
                + """
                  - conv: {name: a, filters: 4, size: 1}
                  - relu
                  - auxiliary:
                      from: a
                      input: 4x16x16
                      layers: [flatten, {linear: classes}]
                  - linear: classes
                """);
    Graph small = Trace.of("net", file.block(5), TensorType.f32(1, 3, 8, 8), Mode.INFER);
    assertThat(small.outputs()).containsOnlyKeys("logits");
    assertThat(dev.fovea.analysis.Parameters.of(small).totalTrainable())
        .isEqualTo(16 + 5125 + 1285);
    assertThat(small.toString()).contains("auxiliary1.linear1.weight", "f32[5,1024]");
  }

  @Test
  void aFileFollowsTheNumberOfClasses() {
    ModelFile file = ModelFile.parse("net.yaml", HEAD + "  - flatten\n  - linear: classes\n");
    Graph graph = Trace.of("net", file.block(9), TensorType.f32(1, 3, 16, 16), Mode.INFER);
    assertThat(graph.output("logits").type().shape()).isEqualTo(Shape.of(1, 9));
    assertThat(file.classes()).isEqualTo(5);
    assertThat(file.input()).isEqualTo(Shape.of(3, 16, 16));
  }

  @Test
  void aFileWithoutANameIsCalledAsItsFile() {
    String text = "input: 1x8x8\nlayers: [flatten, {linear: classes}]\n";
    assertThat(ModelFile.parse("some/my net.yaml", text).name()).isEqualTo("my_net");
    assertThat(ModelFile.parse("some/my net.yaml", text).classes()).isEqualTo(10);
  }

  @Test
  void whatHasNoFormInAFileIsRefusedByName() {
    Block odd =
        named(
            "odd",
            (s, x) -> s.emit(new dev.fovea.op.Reshape(Shape.of(x.type().dim(0) * 3, 256)), x));
    assertThatThrownBy(
            () ->
                ModelText.of(
                    "net",
                    Shape.of(3, 16, 16),
                    5,
                    (batch, classes, mode) -> trace(odd, batch, mode)))
        .hasMessage("odd: a reshape to f32[6,256] cannot be written as a layer");
  }

  @Test
  void sharedParametersAreRefusedByName() {
    Block shared =
        (s, x) -> {
          var y = conv(3, 1).noBias().apply(s.in("a"), x);
          var w = s.in("a").parameter("weight", Shape.of(3, 3, 1, 1), ROLE, Init.torchDefault());
          return s.in("b").emit(dev.fovea.op.Conv2d.of(Window.of(1)), y, w);
        };
    assertThatThrownBy(
            () ->
                ModelText.of(
                    "net",
                    Shape.of(3, 16, 16),
                    5,
                    (batch, classes, mode) -> trace(shared, batch, mode)))
        .hasMessageContaining("b: conv2d: its weight is not a parameter b.weight of its own");
  }

  /** What is no layer: leaves, constants, gradients, the forms of inference and of a compiler. */
  @Test
  void everyOtherOpOfATrainingGraphIsWrittenAsALayer() {
    assertThat(LayerWriters.table().missing())
        .allMatch(
            op ->
                op.contains("backward")
                    || "batch_norm_inference buffer expand fill fused input pack parameter slot"
                        .concat(" softmax_cross_entropy sum_to unpack")
                        .matches(".*\\b" + op + "\\b.*"));
  }

  /** Their statistics are equal, but each gathers them in its own way. */
  @Test
  void twoNormalisationsOfOneInputStayApart() {
    String layers =
        """
          - branches:
              - - batch_norm: {name: slow, affine: false, momentum: 0.3}
              - - batch_norm: {name: fast, affine: false, momentum: 0.7}
          - linear: classes
        """;
    ModelFile file = ModelFile.parse("net.yaml", HEAD + layers);
    Graph graph = trace(file.block(5), 2, Mode.TRAIN);
    assertThat(graph.nodes()).filteredOn(n -> n.op() instanceof BatchNorm).hasSize(2);
    String written =
        ModelText.of(
            "net",
            Shape.of(3, 16, 16),
            5,
            (batch, classes, mode) -> trace(file.block(classes), batch, mode));
    assertThat(written).contains("momentum: 0.3").contains("momentum: 0.7");
    assertThat(trace(ModelFile.parse("w", written).block(5), 2, Mode.TRAIN).toString())
        .isEqualTo(graph.toString());
  }

  @Test
  void theGuideShowsEveryLayerAndItsExampleWorks() throws java.io.IOException {
    String guide =
        java.nio.file.Files.readString(java.nio.file.Path.of("../docs/howto/model-file.md"));
    assertThat(LayerKinds.ALL.keySet()).allMatch(kind -> guide.contains("`" + kind + "`"));
    String table = guide.substring(guide.indexOf("## Layers"), guide.indexOf("## Structures"));
    for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
      Matcher word = Pattern.compile("`(\\w+)`").matcher(row.split("\\|")[1]);
      assertThat(word.results().map(r -> r.group(1)).toList()).isSubsetOf(LayerKinds.ALL.keySet());
    }
    String example =
        guide.substring(guide.indexOf("```yaml") + 8, guide.indexOf("  - linear: classes"));
    ModelFile file = ModelFile.parse("guide.yaml", example + "  - linear: classes\n");
    Graph graph = Trace.of("guide", file.block(10), TensorType.f32(1, 1, 28, 28), Mode.TRAIN);
    assertThat(dev.fovea.analysis.Summary.of(graph).parameters()).isEqualTo(12_442);
  }

  private static final dev.fovea.op.Parameter.Role ROLE = dev.fovea.op.Parameter.Role.WEIGHT;

  /** The file and the block make the same graphs, and the block is written as an equal file. */
  private static void assertSame(String layers, Block block) {
    ModelFile file = ModelFile.parse("net.yaml", HEAD + layers);
    String written =
        ModelText.of(
            "net", Shape.of(3, 16, 16), 5, (batch, classes, mode) -> trace(block, batch, mode));
    for (Mode mode : Mode.values()) {
      String wanted = trace(block, 2, mode).toString();
      assertThat(trace(file.block(5), 2, mode).toString()).as("%s", mode).isEqualTo(wanted);
      assertThat(trace(ModelFile.parse("w", written).block(5), 2, mode).toString())
          .isEqualTo(wanted);
    }
  }

  private static Graph trace(Block block, int batch, Mode mode) {
    return Trace.of("net", block, TensorType.f32(batch, 3, 16, 16), mode);
  }
}
