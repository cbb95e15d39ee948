// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The package manager of Debian and Ubuntu: downloads the dataset's package and unpacks it without
 * installing, so neither root nor a change to the system is needed.
 *
 * <p>The system's own package lists come first. Where they are missing or stale, lists are fetched
 * into a folder of ours.
 *
 * @param programs folders to look for {@code apt-get} and {@code dpkg-deb} in
 */
record AptSource(List<Path> programs) implements Source {
  private static final Duration LISTS_WITHIN = Duration.ofSeconds(90);
  private static final Duration PACKAGE_WITHIN = Duration.ofSeconds(180);

  static AptSource standard(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    return new AptSource(
        Stream.of(path.split(":")).filter(p -> !p.isBlank()).map(Path::of).toList());
  }

  @Override
  public String title() {
    return "system package";
  }

  @Override
  public Path fetch(IdxEntry entry, List<IdxSpec> wanted, Path folder, Consumer<String> progress)
      throws Unavailable, InterruptedException {
    if (entry.systemPackage().isEmpty()) {
      throw new Unavailable("none holds " + entry.name());
    }
    String name = entry.systemPackage().get();
    Path apt = program("apt-get");
    Path dpkg = program("dpkg-deb");
    try {
      Path download = Files.createDirectory(folder.resolve("package"));
      Shell shell = new Shell(download);
      progress.accept("getting the system package " + name);
      String failure = shell.run(PACKAGE_WITHIN, command(apt, List.of(), "download", name));
      if (failure != null) {
        progress.accept("fetching package lists for " + name);
        List<String> own = ownFolders(folder);
        shell.run(LISTS_WITHIN, command(apt, own, "update"));
        // The update fails if any one configured archive does; ours may have answered.
        failure = shell.run(PACKAGE_WITHIN, command(apt, own, "download", name));
      }
      if (failure != null) {
        throw new Unavailable("apt-get download " + name + ": " + failure);
      }
      Path unpacked = folder.resolve("unpacked");
      failure =
          shell.run(
              PACKAGE_WITHIN,
              List.of(
                  dpkg.toString(), "-x", archive(download, name).toString(), unpacked.toString()));
      if (failure != null) {
        throw new Unavailable("dpkg-deb -x: " + failure);
      }
      return unpacked.resolve(Path.of("/").relativize(FolderSource.DEBIAN)).resolve(entry.name());
    } catch (IOException e) {
      throw new Unavailable(e.toString());
    }
  }

  private static List<String> command(Path apt, List<String> options, String... verb) {
    List<String> command = new ArrayList<>(List.of(apt.toString(), "-q"));
    command.addAll(options);
    // The sandbox user of apt may not enter our folders; archives that do not answer must not
    // cost apt's two minutes each.
    for (String option :
        List.of(
            "APT::Sandbox::User=",
            "Acquire::http::Timeout=5",
            "Acquire::https::Timeout=5",
            "Acquire::Retries=0",
            "Acquire::Languages=none")) {
      command.add("-o");
      command.add(option);
    }
    command.addAll(List.of(verb));
    return command;
  }

  private static List<String> ownFolders(Path folder) throws IOException {
    Path lists = Files.createDirectories(folder.resolve("lists/partial")).getParent();
    Path cache = Files.createDirectories(folder.resolve("apt/archives/partial")).getParent();
    Path state = Files.createDirectories(folder.resolve("state"));
    return List.of(
        "-o", "Dir::State=" + state,
        "-o", "Dir::State::lists=" + lists,
        "-o", "Dir::State::status=/var/lib/dpkg/status",
        "-o", "Dir::Cache=" + cache.getParent());
  }

  private Path program(String name) throws Unavailable {
    Optional<Path> found =
        programs.stream().map(p -> p.resolve(name)).filter(Files::isExecutable).findFirst();
    return found.orElseThrow(() -> new Unavailable("no " + name + " on this system"));
  }

  private static Path archive(Path download, String name) throws IOException, Unavailable {
    try (Stream<Path> files = Files.list(download)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(name + "_"))
          .filter(f -> f.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new Unavailable("apt-get left no " + name + " package"));
    }
  }
}
