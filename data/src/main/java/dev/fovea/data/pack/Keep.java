// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

/** Where decoded images are kept. */
public enum Keep {
  /** In memory if they fit, else on disk if they fit, else nowhere. */
  AUTO,
  /** In memory. */
  RAM,
  /** In a file of the cache folder, which later runs find again. */
  DISK,
  /** Nowhere: each epoch decodes anew. */
  NONE
}
