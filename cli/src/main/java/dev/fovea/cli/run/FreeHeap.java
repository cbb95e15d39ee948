// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/** What is left of the Java heap for arrays that are large and stay. */
final class FreeHeap {
  private FreeHeap() {}

  /** Bytes that may still be taken; collects what is garbage first when that seems to be little. */
  static long bytes() {
    long most = most();
    long left = most - used();
    if (left < most / 2) {
      System.gc();
      left = most - used();
    }
    return Math.max(0, left);
  }

  /** Of the largest part of the heap: where it has generations, those arrays lie in the old one. */
  private static long most() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getUsage().getMax())
        .filter(max -> max > 0)
        .max()
        .orElse(Runtime.getRuntime().maxMemory());
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
