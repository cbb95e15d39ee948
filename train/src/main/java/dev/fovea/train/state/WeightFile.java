// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import dev.fovea.formats.Safetensors;
import dev.fovea.ir.Weights;
import dev.fovea.train.file.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in a safetensors file under the model's own paths, ready for any program that reads
 * torchvision's names.
 *
 * @param about text by key: model, dataset, labels and whatever else the writer found worth keeping
 */
public record WeightFile(Weights weights, Map<String, String> about) {
  /** Key and value by which other programs know row-major weights with output channels first. */
  private static final String FORMAT = "format";

  private static final String TORCH = "pt";

  /** Replaces the file in one go. Equal weights and keys give equal bytes. */
  public void write(Path file) {
    Map<String, String> metadata = new LinkedHashMap<>(Map.of(FORMAT, TORCH));
    metadata.putAll(about);
    AtomicFile.write(file, new Safetensors(weights.tensors(), metadata)::writeTo);
  }

  /**
   * Reads a file, also one that another program wrote. Whether the weights are those of a model is
   * for {@link Weights#checkFits} to say.
   *
   * @throws dev.fovea.tensor.FoveaException in one line that names the file
   */
  public static WeightFile read(Path file) {
    Safetensors content = Safetensors.read(file);
    return new WeightFile(new Weights(content.tensors()), content.metadata());
  }
}
