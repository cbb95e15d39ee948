// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.FoveaException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A fact per op class that is true on one machine or in one file format: its kernel, its layout,
 * its ONNX name. A table is complete when {@link #missing} is what its owner documents.
 *
 * @param <R> the kind of rule
 */
public final class OpTable<R> {
  private final Map<Class<?>, R> rules = new LinkedHashMap<>();

  /** Adds the rule of an op class; a second rule for the same class is an error. */
  public OpTable<R> put(Class<? extends Op> op, R rule) {
    R before = rules.put(op, rule);
    FoveaException.check(before == null, "two rules for op %s", Op.mnemonic(op));
    return this;
  }

  public Optional<R> find(Class<?> op) {
    return Optional.ofNullable(rules.get(op));
  }

  /** Mnemonics of the op classes without a rule, sorted. */
  public Set<String> missing() {
    Set<String> names = new TreeSet<>();
    for (Class<?> op : Op.class.getPermittedSubclasses()) {
      if (!rules.containsKey(op)) {
        names.add(Op.mnemonic(op));
      }
    }
    return names;
  }
}
