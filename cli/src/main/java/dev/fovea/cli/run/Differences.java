// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What two manifests say differently, as far as it can change a result. */
final class Differences {
  private static final List<String> POINTERS =
      List.of(
          "/fovea/version",
          "/fovea/commit",
          "/network/sha256",
          "/pretrained/sha256",
          "/dataset/sha256",
          "/backend",
          "/precision",
          "/threads",
          "/machine/jdk",
          "/machine/os",
          "/machine/cpu",
          "/machine/cores");

  private Differences() {}

  static List<String> of(Path before, Path now) {
    JsonNode a = RunState.json(before);
    JsonNode b = RunState.json(now);
    List<String> lines = new ArrayList<>();
    for (String pointer : POINTERS) {
      String was = a.at(pointer).asString("");
      String is = b.at(pointer).asString("");
      if (!was.equals(is)) {
        String name = pointer.substring(1).replace('/', ' ');
        lines.add("%s was %s and is %s".formatted(name, shown(was), shown(is)));
      }
    }
    List<String> later =
        a.path(Manifest.RESUMED_THREADS).valueStream().map(JsonNode::asString).toList();
    if (!later.isEmpty()) {
      lines.add(
          "threads were %s at first, and %s when the run was resumed"
              .formatted(a.at("/threads").asString("?"), String.join(", ", later)));
    }
    return lines;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "unknown" : value;
  }
}
