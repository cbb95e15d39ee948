// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An engine with the little that tests need around it: arrays in and out of any layout, and running
 * a descriptor.
 */
final class Lab implements AutoCloseable {
  final Engine engine = Engine.open();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Memory in some layout. */
  record Buffer(Desc desc, NativeMemory memory) {
    Operand as(int arg) {
      return new Operand(arg, desc, memory.address());
    }
  }

  Buffer empty(Desc desc) {
    return new Buffer(desc, keep(engine.allocate(desc.bytes())));
  }

  /** Values in logical row-major order, laid out as asked. */
  Buffer of(Desc layout, float... values) {
    Desc plain = plain(layout);
    Buffer host = empty(plain);
    host.memory.floats(0, values.length).put(values);
    return layout.equals(plain) ? host : reorder(host, layout);
  }

  Buffer random(Desc layout, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count(layout)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return of(layout, values);
  }

  /** Values in logical row-major order. */
  float[] read(Buffer buffer) {
    Desc plain = plain(buffer.desc);
    Buffer host = buffer.desc.equals(plain) ? buffer : reorder(buffer, plain);
    float[] values = new float[count(plain)];
    host.memory.floats(0, values.length).get(values);
    return values;
  }

  Buffer reorder(Buffer from, Desc to) {
    Buffer out = empty(to);
    try (PrimitiveDesc pd = describe(new Reorder(from.desc, to))) {
      run(pd, Map.of(Arg.SRC, from, Arg.DST, out));
    }
    return out;
  }

  PrimitiveDesc describe(Spec spec) {
    return PrimitiveDesc.create(engine, "test", spec, Attributes.DEFAULT);
  }

  /**
   * Runs with the given operands and a scratchpad; a missing result is made and returned under its
   * name.
   */
  void run(PrimitiveDesc pd, Map<Integer, Buffer> operands) {
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

  <C extends AutoCloseable> C keep(C resource) {
    open.push(resource);
    return resource;
  }

  static int count(Desc desc) {
    return Math.toIntExact(desc.dims().stream().reduce(1L, (a, b) -> a * b));
  }

  static Desc plain(Desc desc) {
    return Desc.plain(DataType.F32, desc.dims().stream().mapToLong(d -> d).toArray());
  }

  static float[] filled(int count, float value) {
    float[] a = new float[count];
    Arrays.fill(a, value);
    return a;
  }

  @Override
  public void close() {
    try {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    engine.close();
  }
}
