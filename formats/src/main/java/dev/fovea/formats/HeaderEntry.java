// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;

/**
 * A tensor as a file's header describes it.
 *
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last one
 */
record HeaderEntry(String name, StoredType type, Shape shape, long begin, long end) {
  HeaderEntry {
    long elements;
    try {
      elements = shape.elements();
    } catch (ArithmeticException e) {
      throw new FoveaException(e, "the sizes of %s multiply to more than 2^63", shape);
    }
    FoveaException.check(
        elements <= Integer.MAX_VALUE - 8,
        "%s has %d elements, more than an array",
        shape,
        elements);
    FoveaException.check(
        begin >= 0 && end >= begin && end - begin == elements * type.bytes(),
        "%s%s takes %d bytes, but its data_offsets are %d to %d",
        type,
        shape,
        elements * type.bytes(),
        begin,
        end);
  }
}
