// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Public web addresses. All mirrors of a dataset are asked at once for its smallest file, and those
 * that answer are used, the quickest first; so a machine without network loses seconds in all, not
 * seconds for each address.
 */
record MirrorSource(Duration answerWithin, Duration stall) implements Source {
  /** A packed file may be this much longer than its content. */
  private static final long PACKING = 64 * 1024;

  static MirrorSource standard() {
    return new MirrorSource(Duration.ofSeconds(4), Duration.ofSeconds(10));
  }

  @Override
  public String title() {
    return "web mirrors";
  }

  @Override
  public Path fetch(IdxEntry entry, List<IdxSpec> wanted, Path folder, Consumer<String> progress)
      throws Unavailable, InterruptedException {
    if (entry.mirrors().isEmpty()) {
      throw new Unavailable("none known");
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(answerWithin)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    progress.accept("asking " + entry.mirrors().size() + " mirrors for " + entry.name());
    List<String> failures = new ArrayList<>();
    for (URI mirror : answering(client, entry, wanted, folder, failures)) {
      try {
        return all(client, mirror, wanted, Files.createTempDirectory(folder, "mirror"), progress);
      } catch (Unavailable e) {
        failures.add(e.getMessage());
      } catch (IOException e) {
        throw new Unavailable(e.toString());
      }
    }
    throw new Unavailable(String.join(", ", failures));
  }

  /** Mirrors that sent the smallest file in time, in order of arrival. */
  private List<URI> answering(
      HttpClient client, IdxEntry entry, List<IdxSpec> wanted, Path folder, List<String> failures)
      throws InterruptedException {
    IdxSpec smallest = wanted.stream().min(Comparator.comparingLong(IdxSpec::bytes)).orElseThrow();
    Map<URI, Download> probes = new LinkedHashMap<>();
    for (URI mirror : entry.mirrors()) {
      Path file = folder.resolve("probe-" + probes.size());
      probes.put(mirror, new Download(client, address(mirror, smallest), file, answerWithin));
    }
    List<URI> answering = new ArrayList<>();
    long end = System.nanoTime() + answerWithin.toNanos();
    try {
      while (!probes.isEmpty() && answering.isEmpty() && System.nanoTime() < end) {
        for (URI mirror : List.copyOf(probes.keySet())) {
          if (probes.get(mirror).done()) {
            try {
              probes.remove(mirror).await(smallest.bytes() + PACKING, stall, n -> {});
              answering.add(mirror);
            } catch (Unavailable e) {
              failures.add(e.getMessage());
            }
          }
        }
        Thread.sleep(20);
      }
    } finally {
      probes.values().forEach(Download::cancel);
    }
    if (answering.isEmpty()) {
      probes.keySet().forEach(mirror -> failures.add(mirror.getHost() + " does not answer"));
    } else {
      // The slower ones are tried only if the quickest breaks off.
      answering.addAll(probes.keySet());
    }
    return answering;
  }

  private Path all(
      HttpClient client, URI mirror, List<IdxSpec> wanted, Path into, Consumer<String> progress)
      throws Unavailable, InterruptedException {
    for (IdxSpec spec : wanted) {
      URI address = address(mirror, spec);
      progress.accept("downloading " + address);
      long[] told = new long[1];
      new Download(client, address, into.resolve(spec.name() + ".gz"), answerWithin)
          .await(
              spec.bytes() + PACKING,
              stall,
              bytes -> {
                if (bytes - told[0] >= 5_000_000) {
                  told[0] = bytes;
                  progress.accept("  " + bytes / 1_000_000 + " MB of " + spec.name() + ".gz");
                }
              });
    }
    return into;
  }

  private static URI address(URI mirror, IdxSpec spec) {
    return mirror.resolve(spec.name() + ".gz");
  }
}
