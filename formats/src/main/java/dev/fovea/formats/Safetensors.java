// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a safetensors file: tensors by name and metadata, both in order. A file is the
 * length of its header (8 bytes), the header (JSON) and the dense data, all little-endian.
 *
 * <p>Reading accepts F32, F64, I32, I64 (as i32, if the values fit), F16 and BF16 (as f32), and
 * leaves out tensors without elements. Writing is deterministic: the same content gives the same
 * bytes.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final int MOST_HEADER_BYTES = 16 << 20;

  /**
   * Bytes that pass at once, in buffers of the heap: direct ones go back to the system only when
   * the collector runs, and a training step gives it no reason to.
   */
  private static final int CHUNK = 1 << 20;

  public Safetensors {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    check(!tensors.containsKey(Header.METADATA), "a tensor cannot be called %s", Header.METADATA);
  }

  /**
   * Reads a file that may have been made or damaged by anybody.
   *
   * @throws FoveaException in one line that names the file: missing, unreadable, truncated, too
   *     long, not a safetensors file, overlapping tensors, an element type not listed above
   */
  public static Safetensors read(Path file) {
    check(!Files.isDirectory(file), "%s: is a folder, not a safetensors file", file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel);
    } catch (IOException e) {
      throw FileFailure.of("read", file, e);
    } catch (FoveaException e) {
      throw new FoveaException(e, "%s: not a sound safetensors file: %s", file, e.getMessage());
    }
  }

  private static Safetensors read(FileChannel channel) throws IOException {
    long size = channel.size();
    check(size >= 8, "it has %d bytes, fewer than the 8 of the header's length", size);
    long length = fill(channel, ByteBuffer.allocate(8)).getLong(0);
    check(
        length >= 2 && length <= MOST_HEADER_BYTES,
        "its first 8 bytes give a header of %s bytes, expected 2 to %d",
        Long.toUnsignedString(length),
        MOST_HEADER_BYTES);
    check(length <= size - 8, "it has %d bytes, fewer than its header of %d", size, length);
    long data = size - 8 - length;
    Header header = Header.parse(fill(channel, ByteBuffer.allocate((int) length)).array(), data);
    header.checkDense(data);
    checkMemory(header);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(8, size)));
    for (HeaderEntry entry : header.entries()) {
      channel.position(8 + length + entry.begin());
      try {
        tensors.put(entry.name(), tensor(channel, entry, chunk));
      } catch (FoveaException e) {
        throw new FoveaException(e, "tensor '%s': %s", entry.name(), e.getMessage());
      }
    }
    return new Safetensors(tensors, header.metadata());
  }

  private static void checkMemory(Header header) {
    long bytes = 0;
    for (HeaderEntry entry : header.entries()) {
      bytes += entry.type().becomes(entry.shape()).bytes();
    }
    long heap = Runtime.getRuntime().maxMemory();
    check(bytes <= heap, "its tensors take %d bytes, more than the Java heap of %d", bytes, heap);
  }

  private static Tensor tensor(FileChannel channel, HeaderEntry entry, ByteBuffer chunk)
      throws IOException {
    Tensor tensor = Tensor.zeros(entry.type().becomes(entry.shape()));
    int width = entry.type().bytes();
    int most = chunk.capacity() / width;
    for (long at = 0; at < tensor.length(); at += most) {
      chunk.clear().limit((int) Math.min(most, tensor.length() - at) * width);
      fill(channel, chunk).flip();
      entry.type().decode(chunk, tensor, (int) at);
    }
    return tensor;
  }

  private static ByteBuffer fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return buffer;
  }

  /** Writes the whole file to a channel, the tensors in their order. Takes little memory. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    List<HeaderEntry> entries = new ArrayList<>();
    long end = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      StoredType type = StoredType.of(named.getValue().type().dtype());
      Shape shape = named.getValue().shape();
      long begin = end;
      end += shape.elements() * type.bytes();
      entries.add(new HeaderEntry(named.getKey(), type, shape, begin, end));
    }
    byte[] header = new Header(entries, metadata).print();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    drain(chunk.putLong(header.length), channel);
    ByteBuffer json = ByteBuffer.wrap(header);
    while (json.hasRemaining()) {
      channel.write(json);
    }
    for (Tensor tensor : tensors.values()) {
      write(tensor, chunk, channel);
    }
  }

  private static void write(Tensor tensor, ByteBuffer chunk, WritableByteChannel channel)
      throws IOException {
    int width = tensor.type().dtype().bytes();
    int most = CHUNK / width;
    for (long next = 0; next < tensor.length(); next += most) {
      int at = (int) next;
      int count = Math.min(most, tensor.length() - at);
      switch (tensor.type().dtype()) {
        case F32 -> chunk.asFloatBuffer().put(tensor.floats(), at, count);
        case F64 -> chunk.asDoubleBuffer().put(tensor.doubles(), at, count);
        case I32 -> chunk.asIntBuffer().put(tensor.ints(), at, count);
      }
      drain(chunk.position(count * width), channel);
    }
  }

  private static void drain(ByteBuffer chunk, WritableByteChannel channel) throws IOException {
    chunk.flip();
    while (chunk.hasRemaining()) {
      channel.write(chunk);
    }
    chunk.clear();
  }
}
