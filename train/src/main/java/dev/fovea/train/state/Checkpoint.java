// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.formats.JsonText;
import dev.fovea.formats.Safetensors;
import dev.fovea.ir.Weights;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.file.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a run needs to go on as if it had never stopped. In a file it is safetensors: weights
 * under their paths, the optimiser's slots under theirs with {@code slot/} in front, and {@link
 * Progress} as JSON in the metadata. The beginning of the epoch, if it is there, is the same again
 * with {@code start/} in front of the paths.
 *
 * @param weights parameters and buffers
 * @param slots state of the optimiser
 * @param epochStart the beginning of the epoch under way, for runs that may go back to it
 */
public record Checkpoint(
    Progress progress, Weights weights, Weights slots, Optional<Checkpoint> epochStart) {
  private static final String KIND = "fovea";
  private static final String VERSION = "checkpoint 4";
  private static final String VERSION_WITH_START = "checkpoint 5";
  private static final String PROGRESS = "progress";
  private static final String SLOT = "slot/";
  private static final String START = "start/";

  /** Without the beginning of the epoch. */
  public Checkpoint(Progress progress, Weights weights, Weights slots) {
    this(progress, weights, slots, Optional.empty());
  }

  /** The same with the beginning of its epoch. */
  public Checkpoint with(Checkpoint start) {
    return new Checkpoint(progress, weights, slots, Optional.of(start));
  }

  /** The same where the data, which are known to be the same, have another name now. */
  public Checkpoint dataset(String other) {
    return new Checkpoint(
        progress.dataset(other), weights, slots, epochStart.map(start -> start.dataset(other)));
  }

  /** Replaces the file in one go. */
  public void write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(KIND, epochStart.isEmpty() ? VERSION : VERSION_WITH_START);
    put("", tensors, metadata);
    epochStart.ifPresent(start -> start.put(START, tensors, metadata));
    AtomicFile.write(file, new Safetensors(tensors, metadata)::writeTo);
  }

  private void put(String front, Map<String, Tensor> tensors, Map<String, String> metadata) {
    weights.tensors().forEach((path, tensor) -> tensors.put(front + path, tensor));
    slots.tensors().forEach((path, tensor) -> tensors.put(front + SLOT + path, tensor));
    metadata.put(front + PROGRESS, JsonText.print(progress));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws FoveaException in one line that names the file when it is missing, damaged, or a
   *     safetensors file of another kind
   */
  public static Checkpoint read(Path file) {
    Safetensors content = Safetensors.read(file);
    String kind = content.metadata().get(KIND);
    check(
        VERSION.equals(kind) || VERSION_WITH_START.equals(kind),
        "%s: not a checkpoint of this version of Fovea but %s; give the checkpoint of a run",
        file,
        kind == null ? "a safetensors file from elsewhere" : "'" + kind + "'");
    Map<String, Tensor> own = new LinkedHashMap<>();
    Map<String, Tensor> start = new LinkedHashMap<>();
    content.tensors().forEach((path, t) -> (path.startsWith(START) ? start : own).put(path, t));
    try {
      Checkpoint now = of("", own, content.metadata());
      return VERSION.equals(kind) ? now : now.with(of(START, start, content.metadata()));
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s: its progress cannot be read: %s", file, e.getMessage());
    }
  }

  private static Checkpoint of(
      String front, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> slots = new LinkedHashMap<>();
    tensors.forEach(
        (whole, tensor) -> {
          String path = whole.substring(front.length());
          boolean slot = path.startsWith(SLOT);
          (slot ? slots : weights).put(slot ? path.substring(SLOT.length()) : path, tensor);
        });
    String progress = metadata.getOrDefault(front + PROGRESS, "");
    return new Checkpoint(
        JsonText.parse(progress, Progress.class), new Weights(weights), new Weights(slots));
  }
}
