// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Bytes of memory; the network itself lies outside the heap.
 *
 * @param physical what the machine, or the container's limit, holds
 * @param free what could be had now, caches given back
 * @param heap the most the JVM's heap may take
 */
record Memory(long physical, long free, long heap) {
  /** LeNet on Fashion-MNIST takes a quarter of this. */
  private static final long SMALL = 1L << 30;

  static Memory probe() {
    long physical = bean("TotalMemorySize");
    long free = available(Facts.lines("/proc/meminfo")).orElseGet(() -> bean("FreeMemorySize"));
    return new Memory(physical, Math.min(free, physical), Runtime.getRuntime().maxMemory());
  }

  /** What Linux reckons it could give without swapping. */
  static Optional<Long> available(List<String> meminfo) {
    return Facts.field(meminfo, "MemAvailable")
        .filter(value -> value.matches("\\d+ kB"))
        .map(value -> 1024 * Long.parseLong(value.substring(0, value.length() - 3)));
  }

  Optional<Problem> problem() {
    return free >= SMALL
        ? Optional.empty()
        : Optional.of(
            Problem.warning(
                "only %d MiB of memory are free".formatted(free >> 20),
                "end other programs, or train with a smaller --batch"));
  }

  /** The bean's own type is not part of Java's standard interfaces, its attributes are. */
  private static long bean(String attribute) {
    try {
      ObjectName name = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
      return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(name, attribute);
    } catch (JMException e) {
      return 0;
    }
  }
}
