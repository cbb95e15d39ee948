// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.util.Arrays;
import java.util.Random;

/** A trial on an engine of its own, with values to try. */
final class Lab extends Trial {
  final Engine engine;

  Lab() {
    this(Engine.open());
  }

  private Lab(Engine engine) {
    super(engine);
    this.engine = engine;
  }

  Buffer random(Desc layout, long seed) {
    Random random = new Random(seed);
    float[] values = new float[layout.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return of(layout, values);
  }

  PrimitiveDesc describe(Spec spec) {
    return PrimitiveDesc.create(engine, "test", spec, Attributes.DEFAULT);
  }

  static float[] filled(int count, float value) {
    float[] a = new float[count];
    Arrays.fill(a, value);
    return a;
  }

  @Override
  public void close() {
    super.close();
    engine.close();
  }
}
