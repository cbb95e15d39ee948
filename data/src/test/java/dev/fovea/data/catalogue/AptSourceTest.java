// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.catalogue.Source.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With small shell scripts in the place of the package manager. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class AptSourceTest {
  private static final IdxEntry ENTRY = TinyEntry.entry(List.of(), Optional.of("dataset-tiny"));

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  @Test
  void downloadsAndUnpacksWithoutInstalling() throws Exception {
    program("apt-get", "echo \"$@\" >> %s/calls; touch dataset-tiny_1_all.deb".formatted(folder));
    program("dpkg-deb", "mkdir -p $3/usr/share/datasets/tiny && test -e $2");
    Path found = fetch();
    assertThat(found).isDirectory().endsWith(Path.of("usr/share/datasets/tiny"));
    assertThat(Files.readAllLines(folder.resolve("calls")))
        .singleElement()
        .asString()
        .endsWith("download dataset-tiny")
        .doesNotContain("Dir::State", "install");
  }

  @Test
  void fetchesListsOfItsOwnWhereThereAreNone() throws Exception {
    program(
        "apt-get",
        """
        echo "$@" >> %s/calls
        case "$*" in
          *Dir::State::lists=*update) exit 100;;
          *Dir::State::lists=*download*) touch dataset-tiny_1_all.deb;;
          *) echo "E: Unable to locate package"; exit 100;;
        esac
        """
            .formatted(folder));
    program("dpkg-deb", "mkdir -p $3/usr/share/datasets/tiny");
    assertThat(fetch()).isDirectory();
    assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(3);
    assertThat(told).containsSequence("fetching package lists for dataset-tiny");
  }

  @Test
  void repeatsWhatThePackageManagerComplainsOf() throws IOException {
    program("apt-get", "echo chatter; echo 'E: Unable to locate package x'; echo more; exit 100");
    program("dpkg-deb", "exit 0");
    assertThatThrownBy(this::fetch)
        .isInstanceOf(Unavailable.class)
        .hasMessage("apt-get download dataset-tiny: E: Unable to locate package x");
    program("apt-get", "exit 0");
    assertThatThrownBy(this::fetch).hasMessageContaining("left no dataset-tiny package");
  }

  @Test
  void saysWhenThereIsNoPackageManager() {
    assertThatThrownBy(this::fetch)
        .isInstanceOf(Unavailable.class)
        .hasMessage("no apt-get on this system");
  }

  private Path fetch() throws Unavailable, InterruptedException, IOException {
    return new AptSource(List.of(folder.resolve("bin")))
        .fetch(ENTRY, ENTRY.files(), Files.createTempDirectory(folder, "fetched"), told::add);
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
