// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  private Path write(Safetensors content) throws IOException {
    Path file = folder.resolve("w.safetensors");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.writeTo(channel);
    }
    return file;
  }

  /** A file of this header and this data. */
  private Path file(String header, int... data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (int b : data) {
      bytes.put((byte) b);
    }
    return Files.write(folder.resolve("h.safetensors"), bytes.array());
  }

  private static Safetensors sample() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z.weight", Tensor.of(Shape.of(2, 3), 1f, -2f, Float.MIN_VALUE, 4f, -0f, 6e30f));
    tensors.put("a.bias", Tensor.of(Shape.of(2), 0.1, Double.NEGATIVE_INFINITY));
    tensors.put("count", Tensor.of(Shape.of(), 7));
    return new Safetensors(tensors, Map.of("made \"by\"", "a test\nof two lines, größer"));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Safetensors back = Safetensors.read(write(sample()));
    assertThat(back.metadata()).isEqualTo(sample().metadata());
    assertThat(back.tensors().keySet()).containsExactly("z.weight", "a.bias", "count");
    sample().tensors().forEach((k, t) -> assertThat(back.tensors().get(k).sameBits(t)).isTrue());
  }

  @Test
  void sameContentGivesSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(write(sample()));
    assertThat(Files.readAllBytes(write(sample()))).isEqualTo(first);
    long header = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat((8 + header) % 8).isZero();
    assertThat(first).hasSize((int) (8 + header + 24 + 16 + 4));
  }

  @Test
  void tensorsLargerThanTheBufferSurvive() throws IOException {
    float[] many = new float[700_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    Tensor tensor = Tensor.of(Shape.of(many.length), many);
    Safetensors content = new Safetensors(Map.of("t", tensor), Map.of());
    assertThat(Safetensors.read(write(content)).tensors().get("t").sameBits(tensor)).isTrue();
  }

  @Test
  void aFileWithoutTensorsIsSound() throws IOException {
    assertThat(Safetensors.read(file("{}")).tensors()).isEmpty();
  }

  @Test
  void tensorsWithoutElementsAreLeftOut() throws IOException {
    String none = "{\"dtype\":\"F32\",\"shape\":[3,0],\"data_offsets\":[%s]}";
    String one = "\"b\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[0,4]}}";
    Path file = file("{\"a\":" + none.formatted("4,4") + "," + one, 7, 0, 0, 0);
    assertThat(Safetensors.read(file).tensors()).containsOnlyKeys("b");
    Path wrong = file("{\"a\":" + none.formatted("0,4") + "," + one, 7, 0, 0, 0);
    assertThatThrownBy(() -> Safetensors.read(wrong))
        .hasMessageContaining(
            "tensor 'a': F32[3, 0] takes no bytes, but its data_offsets are 0 to 4");
    Path behind = file("{\"a\":" + none.formatted("5,5") + "," + one, 7, 0, 0, 0);
    assertThatThrownBy(() -> Safetensors.read(behind))
        .hasMessageContaining("tensor 'a': it lies at byte 5, behind the 4 bytes of data");
  }

  @Test
  void readsBytesLaidOutByHand() throws IOException {
    Path file =
        file(
            "{\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[2,10]},"
                + "\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                + "\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[10,18]},"
                + "\"d\":{\"dtype\":\"F16\",\"shape\":[1,1],\"data_offsets\":[18,20]}}   ",
            0x80,
            0xbf,
            0,
            0,
            0x80,
            0x3f,
            0,
            0,
            0,
            0xc0,
            5,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0x38);
    Map<String, Tensor> tensors = Safetensors.read(file).tensors();
    assertThat(tensors.keySet()).containsExactly("b", "a", "c", "d");
    assertThat(tensors.get("b").floats()).containsExactly(1f, -2f);
    assertThat(tensors.get("a").floats()).containsExactly(-1f);
    assertThat(tensors.get("c").ints()).containsExactly(5);
    assertThat(tensors.get("d").floats()).containsExactly(0.5f);
    assertThat(tensors.get("d").shape()).isEqualTo(Shape.of(1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x8000, -0",
    "0x0001, 5.9604645e-8",
    "0x03ff, 6.097555e-5",
    "0x0400, 6.1035156e-5",
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x3555, 0.33325195",
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x7e01, NaN"
  })
  void halvesAreExact(String bits, float value) {
    Float expected = value;
    assertThat(StoredType.half((short) (int) Integer.decode(bits))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // not JSON, not an object, more than one value
        "[]",
        "{\"a\"",
        "{} {}",
        "{\"a\":3}",
        "{\"a\":{}}",
        "{'a':1}",
        // a key twice, also inside an entry
        "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        // metadata other than text
        "{\"__metadata__\":{\"k\":1}}",
        "{\"__metadata__\":[]}",
        "{\"__metadata__\":null}",
        // unknown type, unknown field
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        // sizes that are negative, zero, fractional, too many or overflow
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"
            + "\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4,2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,17179869184]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
        // offsets that are wrong in number, order, size or place
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,3]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":"
            + "[9223372036854775804,-9223372036854775808]}}",
        // two tensors in one place
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[2,6]}}"
      })
  void refusesHostileHeaders(String header) throws IOException {
    Path file = file(header, 1, 2, 3, 4);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file + ": not a sound safetensors file: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void refusesDataThatTheHeaderDoesNotDescribe() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertThatThrownBy(() -> Safetensors.read(file(header, 1, 2, 3))).hasMessageContaining("trunc");
    assertThatThrownBy(() -> Safetensors.read(file(header, 1, 2, 3, 4, 5)))
        .hasMessageContaining("too long");
  }

  @Test
  void refusesALongThatNoIntHolds() throws IOException {
    Path file =
        file(
            "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            0);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("tensor 'a': element 0 is 4294967296");
  }

  @Test
  void aHeaderThatClaimsToBeHugeIsNotAllocated() throws IOException {
    Path file = folder.resolve("sparse");
    for (long claimed : new long[] {16L << 20 | 1, Long.MAX_VALUE, -1, 0, 1}) {
      try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
        f.setLength(1L << 40);
        f.writeLong(Long.reverseBytes(claimed));
      }
      assertThatThrownBy(() -> Safetensors.read(file))
          .isInstanceOf(FoveaException.class)
          .hasMessageContaining("its first 8 bytes");
    }
  }

  @Test
  void refusesMoreThanTheHeapHolds() throws IOException {
    long elements = Integer.MAX_VALUE - 8L;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 100; i++) {
      header.append(i == 0 ? "" : ",").append("\"t").append(i);
      header.append("\":{\"dtype\":\"F32\",\"shape\":[").append(elements);
      header.append("],\"data_offsets\":[").append(i * elements * 4).append(',');
      header.append((i + 1) * elements * 4).append("]}");
    }
    Path file = file(header.append('}').toString());
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(f.length() + 100 * elements * 4);
    }
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("more than the Java heap");
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertThatThrownBy(() -> Safetensors.read(folder.resolve("none")))
        .hasMessage("cannot read %s: there is no such file or folder", folder.resolve("none"));
    assertThatThrownBy(() -> Safetensors.read(folder))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("is a folder");
  }
}
