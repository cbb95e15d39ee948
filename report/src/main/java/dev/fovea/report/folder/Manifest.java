// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.data.DatasetSplits;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.event.TrainEvent.Setting;
import dev.fovea.train.file.Folders;
import dev.fovea.train.state.WeightFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a run comes from.
 *
 * @param fovea what trained it
 * @param started when, in UTC
 * @param seed of weights and order
 * @param network what was trained; runs of older versions do not say
 * @param pretrained what it started from; runs of older versions do not say
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
    NetworkFacts network,
    PretrainedFacts pretrained,
    DatasetFacts dataset,
    String backend,
    String precision,
    int threads,
    Host machine) {
  private static final String DATA = "/dataset/sha256";

  /** The numbers of kernel threads that a run went on with, other than that of its beginning. */
  public static final String RESUMED_THREADS = "resumedThreads";

  private static final String PRETRAINED = "/pretrained/sha256";

  /**
   * Which Fovea.
   *
   * @param version of the release
   * @param commit of the sources it was built from; empty when unknown
   */
  public record Build(String version, String commit) {}

  /**
   * Which network.
   *
   * @param name in the zoo, or of the network that {@code model.yaml} holds
   * @param sha256 of {@code model.yaml}; empty for a network of the zoo
   */
  public record NetworkFacts(String name, String sha256) {
    static NetworkFacts of(RunFolder folder) {
      String sha256 = folder.model().map(Folders::text).map(NetworkFacts::sha256).orElse("");
      return new NetworkFacts(folder.args().model(), sha256);
    }

    private static String sha256(String text) {
      byte[] digest = DatasetDigest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    }
  }

  /**
   * Which weights were not drawn.
   *
   * @param from the run or file they are from; empty where all were drawn
   * @param sha256 of those that were taken over; empty where all were drawn
   */
  public record PretrainedFacts(String from, String sha256) {
    static PretrainedFacts of(RunFolder folder) {
      String sha256 = folder.pretrained().map(WeightFile::read).map(WeightFile::sha256).orElse("");
      return new PretrainedFacts(folder.args().weights(), sha256);
    }
  }

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
   * Throws when the files of a run say another network, or another way to compute it, than those it
   * was begun with, since it would not end with the same bits.
   */
  public static void checkSame(RunFolder folder) {
    Path file = folder.manifest();
    if (!Files.exists(file)) {
      return;
    }
    JsonNode before = RunState.json(file);
    checkWhole(file, before);
    RunArgs args = folder.args();
    NetworkFacts network = NetworkFacts.of(folder);
    FoveaException.check(
        before.at("/network/sha256").asString(network.sha256).equals(network.sha256),
        "%s: model.yaml is not the network that the run began with; put the old file back, or start"
            + " a new run",
        file);
    checkPretrained(folder, before);
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("/network/name", network.name);
    now.put("/pretrained/from", args.weights());
    now.put("/seed", args.recipe().seed());
    now.put("/backend", args.machine().backend());
    now.put("/precision", args.machine().precision());
    // The kernels' alone: the loader's change nothing.
    now.put("/threads", args.machine().threads());
    now.forEach(
        (pointer, value) -> {
          String is = value.toString();
          JsonNode node = before.at(pointer);
          FoveaException.check(
              node.isMissingNode() || node.isString() || node.isNumber(),
              "%s is damaged: it has no text or number at %s",
              file,
              pointer.substring(1));
          String was = node.asString(is);
          FoveaException.check(
              was.equals(is),
              "%s: the run began with %s %s and args.yaml says %s, which ends with other bits; put"
                  + " %s back, or start a new run",
              file,
              pointer.substring(1).replaceAll("/(name|from)", ""),
              shown(was),
              shown(is),
              shown(was));
        });
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : value;
  }

  /** Weights to start from count until there is a checkpoint. */
  private static void checkPretrained(RunFolder folder, JsonNode before) {
    String was = before.at(PRETRAINED).asString("");
    FoveaException.check(
        was.isEmpty()
            || Files.exists(folder.checkpointFile())
            || was.equals(PretrainedFacts.of(folder).sha256),
        "%s: the weights that the run began with are not in weights/pretrained.safetensors any"
            + " more; put the old file back, or start a new run",
        folder.manifest());
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
    JsonNode manifest = RunState.json(file);
    checkWhole(file, manifest);
    String before = manifest.at(DATA).asString();
    DatasetFacts now = DatasetFacts.of(data);
    FoveaException.check(
        now.sha256.equals(before),
        "%s: the images or labels of %s have changed since the run began; put the old ones back, or"
            + " start a new run",
        file,
        now.name);
  }

  /** Throws when it lacks what every version of Fovea has written into it. */
  private static void checkWhole(Path file, JsonNode manifest) {
    FoveaException.check(
        manifest.at(DATA).isString(),
        "%s is damaged: it does not say what data the run began with (no text at %s)",
        file,
        DATA.substring(1));
  }

  /** The manifest of a run that starts now on this machine; reads all the data once. */
  public static Manifest now(
      Build fovea, long seed, RunFolder folder, DatasetSplits data, Setting setting) {
    return new Manifest(
        fovea,
        Instant.now().toString(),
        seed,
        NetworkFacts.of(folder),
        PretrainedFacts.of(folder),
        DatasetFacts.of(data),
        setting.backend(),
        setting.precision(),
        setting.threads(),
        Host.here());
  }

  /**
   * The manifest of a run that goes on with another number of kernel threads than it began with,
   * which may change the last bits; empty where it says so already, or the number is the same.
   */
  public static Optional<JsonNode> resumed(Path file, Setting setting) {
    JsonNode before = RunState.json(file);
    int threads = setting.threads();
    JsonNode later = before.path(RESUMED_THREADS);
    boolean said = later.valueStream().anyMatch(number -> number.asInt(0) == threads);
    if (said || before.path("threads").asInt(threads) == threads) {
      return Optional.empty();
    }
    ObjectNode now = ((ObjectNode) before).deepCopy();
    ArrayNode all = now.putArray(RESUMED_THREADS);
    later.valueStream().forEach(all::add);
    all.add(threads);
    return Optional.of(now);
  }
}
