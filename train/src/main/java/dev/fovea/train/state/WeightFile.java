// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import dev.fovea.formats.Safetensors;
import dev.fovea.ir.Weights;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.file.AtomicFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

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

  /** Bytes that are digested at once. */
  private static final int CHUNK = 8192;

  private static final String BATCH_COUNT = ".num_batches_tracked";

  /** Replaces the file in one go. Equal weights and keys give equal bytes. */
  public void write(Path file) {
    Map<String, String> metadata = new LinkedHashMap<>(Map.of(FORMAT, TORCH));
    metadata.putAll(about);
    AtomicFile.write(file, new Safetensors(weights.tensors(), metadata)::writeTo);
  }

  /**
   * Reads a file, also one that another program wrote. PyTorch's batch normalisation also counts
   * its batches, which no network here reads: those numbers are left out. Whether the weights are
   * those of a model is for {@link Weights#checkFits} to say.
   *
   * @throws dev.fovea.tensor.FoveaException in one line that names the file
   */
  public static WeightFile read(Path file) {
    Safetensors content = Safetensors.read(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>(content.tensors());
    tensors.entrySet().removeIf(e -> isCount(e.getKey(), e.getValue()));
    return new WeightFile(new Weights(tensors), content.metadata());
  }

  private static boolean isCount(String path, Tensor tensor) {
    return path.endsWith(BATCH_COUNT) && tensor.type().equals(TensorType.i32());
  }

  /** SHA-256 over paths, types and bits of the weights, whatever else the file says. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      weights
          .tensors()
          .forEach(
              (path, tensor) -> {
                digest.update((path + " " + tensor.type()).getBytes(StandardCharsets.UTF_8));
                update(digest, tensor);
              });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** By the bits of its elements as doubles, big-endian. */
  private static void update(MessageDigest digest, Tensor tensor) {
    IntToDoubleFunction element = elements(tensor);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (int i = 0; i < tensor.length(); i++) {
      if (!chunk.hasRemaining()) {
        digest.update(chunk.flip());
        chunk.clear();
      }
      chunk.putDouble(element.applyAsDouble(i));
    }
    digest.update(chunk.flip());
  }

  private static IntToDoubleFunction elements(Tensor tensor) {
    return switch (tensor.type().dtype()) {
      case F32 -> {
        float[] values = tensor.floats();
        yield i -> values[i];
      }
      case F64 -> {
        double[] values = tensor.doubles();
        yield i -> values[i];
      }
      case I32 -> {
        int[] values = tensor.ints();
        yield i -> values[i];
      }
    };
  }
}
