// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Primitives run by hand: arrays in and out of any layout, and a descriptor run once. Whatever it
 * makes is freed when it is closed.
 */
public class Trial implements AutoCloseable {
  private final Engine engine;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Buffer> buffers = new ArrayList<>();

  public Trial(Engine engine) {
    this.engine = engine;
  }

  /** Memory in some layout, with a guard on either side: NaN, whatever is read of it. */
  public static final class Buffer {
    private static final int GUARD = 1 << 16;
    private static final byte[] UNTOUCHED = new byte[GUARD];

    static {
      Arrays.fill(UNTOUCHED, (byte) -1);
    }

    private final Desc desc;
    private final NativeMemory memory;

    private Buffer(Desc desc, NativeMemory memory) {
      this.desc = desc;
      this.memory = memory;
      guards().forEach(guard -> guard.put(UNTOUCHED));
    }

    private List<ByteBuffer> guards() {
      return List.of(memory.bytes(0, GUARD), memory.bytes(GUARD + desc.bytes(), GUARD));
    }

    /** Where the elements lie. */
    Desc desc() {
      return desc;
    }

    Operand as(int arg) {
      return new Operand(arg, desc, memory.address() + GUARD);
    }

    /** The elements, of plain f32 memory. */
    FloatBuffer floats() {
      return memory.floats(GUARD, desc.elements());
    }

    private boolean isIntact() {
      return guards().stream().allMatch(ByteBuffer.wrap(UNTOUCHED)::equals);
    }
  }

  /** Zeros. */
  public Buffer empty(Desc desc) {
    Buffer buffer = new Buffer(desc, keep(engine.allocate(desc.bytes() + 2 * Buffer.GUARD)));
    buffers.add(buffer);
    return buffer;
  }

  /** Whether nothing was written beside any buffer. */
  public boolean isIntact() {
    return buffers.stream().allMatch(Buffer::isIntact);
  }

  /** Values in logical row-major order, laid out as asked and rounded to the element type. */
  public Buffer of(Desc layout, float... values) {
    Buffer host = empty(plain(layout));
    host.floats().put(values);
    return layout.equals(host.desc) ? host : reorder(host, layout);
  }

  /** Values in logical row-major order. */
  public float[] read(Buffer buffer) {
    Desc plain = plain(buffer.desc);
    Buffer host = buffer.desc.equals(plain) ? buffer : reorder(buffer, plain);
    float[] values = new float[plain.elements()];
    host.floats().get(values);
    return values;
  }

  Buffer reorder(Buffer from, Desc to) {
    Buffer out = empty(to);
    Spec spec = new Reorder(from.desc, to);
    try (PrimitiveDesc pd = PrimitiveDesc.create(engine, "trial", spec, Attributes.DEFAULT)) {
      run(pd, Map.of(Arg.SRC, from, Arg.DST, out));
    }
    return out;
  }

  /** Runs on operands by {@link Arg}, all but the scratchpad. */
  public void run(PrimitiveDesc pd, Map<Integer, Buffer> operands) {
    try (Primitive primitive = pd.primitive();
        Call call = primitive.bind(engine, operands(pd, operands))) {
      call.run();
    }
  }

  List<Operand> operands(PrimitiveDesc pd, Map<Integer, Buffer> given) {
    List<Operand> list = new ArrayList<>();
    given.forEach((arg, buffer) -> list.add(buffer.as(arg)));
    if (pd.scratchpadBytes() > 0) {
      list.add(empty(pd.scratchpad()).as(Arg.SCRATCHPAD));
    }
    return list;
  }

  /** Closes a resource when this is closed. */
  public <C extends AutoCloseable> C keep(C resource) {
    open.push(resource);
    return resource;
  }

  static Desc plain(Desc desc) {
    return Desc.plain(DataType.F32, desc.dims().stream().mapToLong(d -> d).toArray());
  }

  @Override
  public void close() {
    try {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
