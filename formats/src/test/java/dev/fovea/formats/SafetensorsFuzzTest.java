// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files: each is read or refused in one line, never anything else. */
class SafetensorsFuzzTest {
  private static final int ROUNDS = 3000;
  private static final String[] WORDS = {
    "-1",
    "0",
    "18446744073709551616",
    "1e9",
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    "null",
    "\\u0000",
    "F64",
    "BF16",
    "__metadata__",
    "\"a\":",
    "9223372036854775807",
    "4294967296"
  };

  @TempDir Path folder;

  @Test
  void damageNeverEscapes() throws IOException {
    long seed = Long.getLong("fovea.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] sound = sound();
    Path file = folder.resolve("fuzzed");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = sound.clone();
      for (int times = 1 + random.nextInt(3); times > 0; times--) {
        damaged = damage(damaged, random);
      }
      Files.write(file, damaged);
      try {
        Safetensors.read(file);
      } catch (FoveaException e) {
        refused++;
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).contains("fuzzed");
        assertThat(e.getMessage().lines()).as("seed %d round %d", seed, round).hasSize(1);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    // Damage to numbers in the data goes unseen; damage to the rest must not.
    assertThat(refused).as("seed %d", seed).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  private static byte[] damage(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(Math.min(8, bytes.length))] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length + 20));
      }
      case 3 -> {
        byte[] word = WORDS[random.nextInt(WORDS.length)].getBytes();
        for (int i = 0; i < word.length && at + i < bytes.length; i++) {
          bytes[at + i] = word[i];
        }
      }
      default -> {
        int length = random.nextInt(Math.min(40, bytes.length - at));
        System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length), length);
      }
    }
    return bytes;
  }

  private static byte[] sound() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv1.weight", Tensor.of(Shape.of(2, 1, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8));
    tensors.put("conv1.bias", Tensor.of(Shape.of(2), 1f, 2f));
    tensors.put("x", Tensor.of(Shape.of(), 3.0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(tensors, Map.of("model", "lenet")).writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }
}
