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

/**
 * Everything a run needs to go on as if it had never stopped. In a file it is safetensors: weights
 * under their paths, the optimiser's slots under theirs with {@code slot/} in front, and {@link
 * Progress} as JSON in the metadata.
 *
 * @param weights parameters and buffers
 * @param slots state of the optimiser
 */
public record Checkpoint(Progress progress, Weights weights, Weights slots) {
  private static final String KIND = "fovea";
  private static final String VERSION = "checkpoint 4";
  private static final String PROGRESS = "progress";
  private static final String SLOT = "slot/";

  /** Replaces the file in one go. */
  public void write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(weights.tensors());
    slots.tensors().forEach((path, tensor) -> tensors.put(SLOT + path, tensor));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(KIND, VERSION);
    metadata.put(PROGRESS, JsonText.print(progress));
    AtomicFile.write(file, new Safetensors(tensors, metadata)::writeTo);
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
        VERSION.equals(kind),
        "%s: not a checkpoint of this version of Fovea but %s; give the checkpoint of a run",
        file,
        kind == null ? "a safetensors file from elsewhere" : "'" + kind + "'");
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Map<String, Tensor> slots = new LinkedHashMap<>();
    content
        .tensors()
        .forEach(
            (path, tensor) -> {
              boolean slot = path.startsWith(SLOT);
              (slot ? slots : weights).put(slot ? path.substring(SLOT.length()) : path, tensor);
            });
    try {
      Progress progress =
          JsonText.parse(content.metadata().getOrDefault(PROGRESS, ""), Progress.class);
      return new Checkpoint(progress, new Weights(weights), new Weights(slots));
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s: its progress cannot be read: %s", file, e.getMessage());
    }
  }
}
