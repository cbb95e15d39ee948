// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.data.DatasetSplits;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.file.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a run comes from.
 *
 * @param fovea what trained it
 * @param started when, in UTC
 * @param seed of weights and order
 * @param dataset what it was trained on
 * @param backend name of the backend
 * @param precision of its arithmetic
 * @param threads threads of its kernels
 * @param machine what it ran on
 */
public record Manifest(
    Build fovea,
    String started,
    long seed,
    DatasetFacts dataset,
    String backend,
    String precision,
    int threads,
    Host machine) {
  /**
   * Which Fovea.
   *
   * @param version of the release
   * @param commit of the sources it was built from; empty when unknown
   */
  public record Build(String version, String commit) {}

  /**
   * Which data.
   *
   * @param sha256 over every image, its extent and its label; training part first, then validation
   *     where there is one, then test
   */
  public record DatasetFacts(
      String name, List<String> labels, int trainImages, int testImages, String sha256) {
    static DatasetFacts of(DatasetSplits data) {
      return new DatasetFacts(
          data.train().name(),
          data.train().labels(),
          data.train().size(),
          data.test().size(),
          DatasetDigest.of(data.parts()));
    }
  }

  /**
   * Throws when the data of a run are not those it was begun with; reads them all once.
   *
   * @param file the run's manifest; nothing is known while there is none
   */
  public static void checkSame(Path file, DatasetSplits data) {
    if (!Files.exists(file)) {
      return;
    }
    String before;
    try {
      before =
          JsonMapper.shared()
              .readTree(Folders.text(file))
              .path("dataset")
              .path("sha256")
              .asString();
    } catch (JacksonException e) {
      throw new FoveaException(e, "%s: not JSON: %s", file, e.getOriginalMessage());
    }
    DatasetFacts now = DatasetFacts.of(data);
    FoveaException.check(
        now.sha256.equals(before),
        "%s: the images or labels of %s have changed since the run began; put the old ones back, or"
            + " start a new run",
        file,
        now.name);
  }

  /** The manifest of a run that starts now on this machine; reads all the data once. */
  public static Manifest now(Build fovea, long seed, DatasetSplits data, Setting setting) {
    return new Manifest(
        fovea,
        Instant.now().toString(),
        seed,
        DatasetFacts.of(data),
        setting.backend(),
        setting.precision(),
        setting.threads(),
        Host.here());
  }
}
