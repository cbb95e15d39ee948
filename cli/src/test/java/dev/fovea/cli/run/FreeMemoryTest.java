// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private long free() {
    return new FreeMemory(root).bytes();
  }

  @Test
  void theLeastOfMachineAndContainerCounts() throws IOException {
    assertThat(free()).isEqualTo(Long.MAX_VALUE);
    write("proc/meminfo", "MemTotal:  9000 kB\nMemFree:  10 kB\nMemAvailable:    5000 kB\n");
    assertThat(free()).isEqualTo(5000 * 1024);
    write("sys/fs/cgroup/memory.max", "max\n");
    write("sys/fs/cgroup/memory.current", "1000\n");
    assertThat(free()).isEqualTo(5000 * 1024);
    write("sys/fs/cgroup/memory.max", "4000000\n");
    assertThat(free()).isEqualTo(3_999_000);
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "5\n");
    assertThat(free()).isEqualTo(3_999_000);
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "4\n");
    assertThat(free()).isZero();
  }

  @Test
  void whatOnlyCachesFilesIsFree() throws IOException {
    write("sys/fs/cgroup/memory.max", "4000000\n");
    write("sys/fs/cgroup/memory.current", "3900000\n");
    write("sys/fs/cgroup/memory.stat", "anon 7\nfile 3600000\ninactive_file 3000000\n");
    assertThat(free()).isEqualTo(3_100_000);
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500000\n");
    write("sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file 1000000\n");
    assertThat(free()).isEqualTo(1_500_000);
    write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 1600000\n");
    assertThat(free()).isEqualTo(2_000_000);
  }

  @Test
  void thisMachineHasSome() {
    assertThat(FreeMemory.ofMachine().bytes()).isPositive();
  }
}
