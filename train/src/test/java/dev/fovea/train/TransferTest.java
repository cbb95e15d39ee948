// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TransferTest {
  private static Graph network(int channels, int classes) {
    Sequential net =
        Sequential.of()
            .then("conv1", conv(4, 3))
            .then("bn1", batchNorm())
            .then("fc1", linear(classes));
    return Trace.of("net", net, TensorType.f32(2, channels, 8, 8), Mode.TRAIN);
  }

  private static Weights drawn(Graph network) {
    return Weights.initial(network, 9, Parameter::init);
  }

  @Test
  void takesEveryTensorOfTheSameNetwork() {
    Graph network = network(1, 10);
    Transfer transfer = Transfer.of(drawn(network), network);
    assertThat(transfer.taken().tensors().keySet())
        .containsExactlyElementsOf(drawn(network).tensors().keySet())
        .contains("bn1.running_mean");
    assertThat(transfer.drawn()).isEmpty();
    assertThat(transfer.unused()).isEmpty();
    transfer.taken().checkFits(network);
  }

  @Test
  void drawsWhatHasAnotherShapeOrIsNotThere() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(drawn(network(3, 10)).tensors());
    tensors.remove("bn1.bias");
    tensors.put("aux.weight", Tensor.zeros(TensorType.f32(2, 2)));
    Transfer transfer = Transfer.of(new Weights(tensors), network(3, 4));
    assertThat(transfer.taken().tensors().keySet())
        .containsExactly(
            "conv1.weight", "conv1.bias", "bn1.weight", "bn1.running_mean", "bn1.running_var");
    assertThat(transfer.drawn())
        .extracting(Transfer.Drawn::toString)
        .containsExactly(
            "bn1.bias f32[4] (not there)",
            "fc1.weight f32[4,144] (f32[10,144] there)",
            "fc1.bias f32[4] (f32[10] there)");
    assertThat(transfer.unused()).containsExactly("aux.weight");
  }

  @Test
  void takesDoublesAsFloats() {
    Map<String, Tensor> doubles = new LinkedHashMap<>();
    Weights floats = drawn(network(1, 10));
    floats.tensors().forEach((p, t) -> doubles.put(p, Tensor.of(t.shape(), t.toDoubles())));
    Transfer transfer = Transfer.of(new Weights(doubles), network(1, 10));
    assertThat(transfer.drawn()).isEmpty();
    floats
        .tensors()
        .forEach((p, t) -> assertThat(transfer.taken().get(p).sameBits(t)).as(p).isTrue());
    doubles.put("conv1.bias", Tensor.of(Shape.of(4), 0, 1e300, 0, 0));
    assertThatThrownBy(() -> Transfer.of(new Weights(doubles), network(1, 10)))
        .hasMessage("conv1.bias holds a value that is not finite");
  }

  @Test
  void seesThroughTheNamesOfDataParallel() {
    Map<String, Tensor> wrapped = new LinkedHashMap<>();
    drawn(network(1, 10)).tensors().forEach((path, t) -> wrapped.put("module." + path, t));
    Transfer transfer = Transfer.of(new Weights(wrapped), network(1, 10));
    assertThat(transfer.drawn()).isEmpty();
    // One that is not wrapped says that the others are called so.
    wrapped.put("other", Tensor.zeros(TensorType.f32(1)));
    assertThatThrownBy(() -> Transfer.of(new Weights(wrapped), network(1, 10)))
        .isInstanceOf(FoveaException.class);
  }

  /** Biases and scales of equal width fit by chance. */
  @Test
  void refusesWeightsOfAnotherNetwork() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(drawn(network(1, 10)).tensors());
    tensors.remove("fc1.weight");
    Weights others = new Weights(tensors);
    assertThatThrownBy(() -> Transfer.of(others, network(3, 10)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "these 7 tensors hold no convolution or linear layer of the network: conv1.weight"
                + " f32[4,3,3,3] (f32[4,1,3,3] there)");
    assertThatThrownBy(() -> Transfer.of(new Weights(Map.of()), network(3, 10)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("these 0 tensors");
  }

  @Test
  void refusesWhatIsNotFiniteOnlyWhereItIsTaken() {
    Graph network = network(1, 10);
    Weights weights = drawn(network);
    weights.get("fc1.bias").floats()[3] = Float.NaN;
    assertThatThrownBy(() -> Transfer.of(weights, network))
        .isInstanceOf(FoveaException.class)
        .hasMessage("fc1.bias holds a value that is not finite");
    assertThat(Transfer.of(weights, network(1, 4)).taken().tensors())
        .doesNotContainKey("fc1.bias")
        .containsKey("conv1.weight");
  }

  /** At a learning rate next to nothing a run ends with what it began with. */
  @Test
  void trainingBeginsWithWhatIsTakenAndDrawsTheRest() {
    Graph network = Tiny.network().trace(2, Mode.TRAIN);
    Weights before = Weights.initial(network, 77, Parameter::init);
    Weights taken = new Weights(Map.of("conv1.weight", before.get("conv1.weight")));
    AtomicReference<Weights> end = new AtomicReference<>();
    Job job = Tiny.job(Tiny.RECIPE.epochs(1).lr(1e-30)).pretrained(taken);
    Tiny.trainer(
            job,
            event -> {
              if (event instanceof CheckpointDue due) {
                end.set(due.weights().get());
              }
            })
        .run();
    Weights own = Weights.initial(network, Tiny.RECIPE.seed(), Tiny.RECIPE.init()::of);
    assertThat(end.get().get("conv1.weight").sameBits(before.get("conv1.weight"))).isTrue();
    for (String path : List.of("conv1.bias", "fc1.weight", "fc1.bias")) {
      assertThat(end.get().get(path).sameBits(own.get(path))).as(path).isTrue();
    }
    assertThat(own.get("conv1.weight").sameBits(before.get("conv1.weight"))).isFalse();
  }
}
