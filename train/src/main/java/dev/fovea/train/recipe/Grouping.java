// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Parameter;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which parameters are updated alike: weights of convolutions and linear layers, which decay; and
 * the others (bias, scale and shift of normalisations, slopes), which do not. Frozen ones belong to
 * no group.
 *
 * @param split whether the two are told apart; else all are one group
 * @param layered whether each weight is a group of its own, for rules that look at its norm
 * @param freeze globs over parameter paths; {@code *} stands for any text, {@code ?} for a
 *     character
 */
public record Grouping(boolean split, boolean layered, List<String> freeze)
    implements Function<Parameter, String> {
  private static final String ALL = "all";
  private static final String PLAIN = "plain";
  private static final String DECAY = "decay";

  public Grouping {
    freeze = List.copyOf(freeze);
  }

  @Override
  public String apply(Parameter p) {
    if (isFrozen(p.path())) {
      return "";
    }
    if (!split && !layered) {
      return ALL;
    }
    boolean weight = p.role() == Parameter.Role.WEIGHT && p.type().rank() >= 2;
    return !weight ? PLAIN : layered ? DECAY + "." + p.path() : DECAY;
  }

  boolean isFrozen(String path) {
    return freeze.stream().anyMatch(glob -> matches(glob, path));
  }

  /** Whether the parameters of a group decay. */
  static boolean decays(String group) {
    return !group.equals(PLAIN);
  }

  /** Whether a glob matches a whole path. */
  public static boolean matches(String glob, String path) {
    StringBuilder pattern = new StringBuilder();
    for (char c : glob.toCharArray()) {
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.matches(pattern.toString(), path);
  }
}
