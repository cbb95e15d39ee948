// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Port;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Row-major memory of one input or output. */
final class ArenaPort implements Port {
  private final OnednnExecutable owner;
  private final String name;
  private final TensorType type;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final IntBuffer ints;

  ArenaPort(OnednnExecutable owner, String name, TensorType type, ByteBuffer bytes) {
    this.owner = owner;
    this.name = name;
    this.type = type;
    this.bytes = bytes;
    this.floats = bytes.asFloatBuffer();
    this.ints = bytes.asIntBuffer();
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public void write(float[] values) {
    check(DType.F32, values.length);
    floats.put(0, values);
  }

  @Override
  public void write(int[] values) {
    check(DType.I32, values.length);
    ints.put(0, values);
  }

  @Override
  public void read(float[] into) {
    check(DType.F32, into.length);
    floats.get(0, into);
  }

  private void check(DType given, int length) {
    owner.requireOpen();
    FoveaException.check(
        given == type.dtype() && length == type.elements(),
        "%s is %s, got %d elements of %s",
        name,
        type,
        length,
        given);
  }

  @Override
  public void write(Tensor value) {
    FoveaException.check(value.type().equals(type), "%s is %s, got %s", name, type, value.type());
    if (type.dtype() == DType.I32) {
      write(value.ints());
    } else {
      write(value.floats());
    }
  }

  @Override
  public Tensor read() {
    Tensor value = Tensor.zeros(type);
    if (type.dtype() == DType.I32) {
      owner.requireOpen();
      ints.get(0, value.ints());
    } else {
      read(value.floats());
    }
    return value;
  }

  byte[] save() {
    byte[] copy = new byte[bytes.capacity()];
    bytes.get(0, copy);
    return copy;
  }

  void restore(byte[] copy) {
    bytes.put(0, copy);
  }
}
