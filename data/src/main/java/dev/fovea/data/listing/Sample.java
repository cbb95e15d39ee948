// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import java.nio.file.Path;

/**
 * One image file.
 *
 * @param label index of its class
 * @param part what it is for; null while nobody has decided
 */
public record Sample(Path file, int label, Part part) {
  Sample in(Part other) {
    return new Sample(file, label, other);
  }
}
