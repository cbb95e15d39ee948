// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Zeroed memory outside the Java heap, freed by {@link #close()} alone. Large blocks begin on a 2
 * MiB boundary and ask for huge pages. Views must not be used after closing: that would touch
 * memory given back to the system.
 */
public final class NativeMemory implements AutoCloseable {
  private static final long LINE = 64;
  private static final long HUGE_PAGE = 2 << 20;
  private static final int MADV_HUGEPAGE = 14;

  private final Pointer block;
  private final long address;
  private final long bytes;
  private final AtomicLong account;

  private NativeMemory(Pointer block, long address, long bytes, AtomicLong account) {
    this.block = block;
    this.address = address;
    this.bytes = bytes;
    this.account = account;
  }

  static NativeMemory allocate(long bytes, AtomicLong account) {
    if (bytes < 0) {
      throw new DnnlException("cannot allocate " + bytes + " bytes");
    }
    long alignment = bytes >= 2 * HUGE_PAGE ? HUGE_PAGE : LINE;
    // calloc leaves the fresh pages of a large block untouched until they are used.
    Pointer block = Pointer.calloc(1, Math.addExact(bytes, alignment));
    if (block == null || block.isNull()) {
      throw new DnnlException(
          "the system has no %d bytes (%d MiB) left; use a smaller batch or network"
              .formatted(bytes, bytes >> 20));
    }
    long address = (block.address() + alignment - 1) & -alignment;
    if (alignment == HUGE_PAGE && System.getProperty("os.name").equals("Linux")) {
      NativeFunction.find("madvise").ifPresent(f -> f.call(address, bytes, MADV_HUGEPAGE));
    }
    account.addAndGet(bytes);
    return new NativeMemory(block, address, bytes, account);
  }

  /** Where the memory begins: a multiple of 64. */
  public long address() {
    return address;
  }

  public long bytes() {
    return bytes;
  }

  /** A view of {@code count} bytes from byte {@code offset}, in native order. */
  public ByteBuffer bytes(long offset, int count) {
    if (block.isNull()) {
      throw new DnnlException("the memory is closed");
    }
    if (offset < 0 || count < 0 || offset + count > bytes) {
      throw new DnnlException(
          "bytes %d to %d lie outside memory of %d bytes".formatted(offset, offset + count, bytes));
    }
    return count == 0
        ? ByteBuffer.allocate(0)
        : Address.bytes(address + offset, count).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /** A view of {@code count} floats from byte {@code offset}. */
  public FloatBuffer floats(long offset, int count) {
    return bytes(offset, Math.multiplyExact(count, Float.BYTES)).asFloatBuffer();
  }

  /** A view of {@code count} ints from byte {@code offset}. */
  public IntBuffer ints(long offset, int count) {
    return bytes(offset, Math.multiplyExact(count, Integer.BYTES)).asIntBuffer();
  }

  @Override
  public void close() {
    if (!block.isNull()) {
      Pointer.free(block);
      block.setNull();
      account.addAndGet(-bytes);
    }
  }
}
