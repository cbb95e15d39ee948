// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.compile.MemoryPlan;
import dev.fovea.compile.Region;
import dev.fovea.ir.Graph;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a graph in order, and the memory they need: which steps belong to the prologue
 * (their results change only when the state does), how long each region lives, which regions are
 * one.
 */
final class Schedule {
  /** An input or output: its type and its row-major copy. */
  record Ended(TensorType type, Placed placed) {}

  private final Graph graph;
  private final List<Step> steps;
  private final List<Long> bytes;
  private final Map<String, Ended> inputs;
  private final Map<String, Ended> outputs;
  private final boolean[] prologue;
  private final int[] first;
  private final int[] last;
  private final int[] merged;

  Schedule(
      Graph graph,
      List<Step> steps,
      List<Long> bytes,
      Map<String, Ended> inputs,
      Map<String, Ended> outputs) {
    this.graph = graph;
    this.steps = List.copyOf(steps);
    this.bytes = List.copyOf(bytes);
    this.inputs = inputs;
    this.outputs = outputs;
    this.prologue = new boolean[steps.size()];
    this.first = new int[bytes.size()];
    this.last = new int[bytes.size()];
    this.merged = new int[bytes.size()];
    Arrays.setAll(merged, i -> i);
    Set<Integer> constant = findPrologue();
    measureLives(constant);
    mergeReused();
  }

  /**
   * A step belongs to the prologue if all it reads is constant (state that no update changes, or
   * what the prologue wrote) and nobody else writes where it does.
   */
  private Set<Integer> findPrologue() {
    boolean stateIsConstant = graph.updates().isEmpty();
    Set<Integer> constant = new HashSet<>();
    steps.forEach(step -> constant.addAll(written(step)));
    inputs.values().forEach(input -> planned(input.placed()).ifPresent(constant::remove));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < steps.size(); i++) {
        prologue[i] = isConstant(steps.get(i), constant, stateIsConstant);
        if (!prologue[i]) {
          changed |= constant.removeAll(written(steps.get(i)));
        }
      }
    }
    return constant;
  }

  private static boolean isConstant(Step step, Set<Integer> constant, boolean stateIsConstant) {
    return step.operands().stream()
        .allMatch(
            o ->
                planned(o.placed())
                    .map(constant::contains)
                    .orElse(stateIsConstant && !o.access().writes()));
  }

  private static Set<Integer> written(Step step) {
    Set<Integer> regions = new HashSet<>();
    for (Step.Operand o : step.operands()) {
      if (o.access().writes()) {
        planned(o.placed()).ifPresent(regions::add);
      }
    }
    return regions;
  }

  private static Optional<Integer> planned(Placed placed) {
    return placed.place() instanceof Place.Planned p ? Optional.of(p.region()) : Optional.empty();
  }

  private void measureLives(Set<Integer> constant) {
    Arrays.fill(first, Integer.MAX_VALUE);
    Arrays.fill(last, -1);
    for (int i = 0; i < steps.size(); i++) {
      for (Step.Operand operand : steps.get(i).operands()) {
        if (operand.placed().place() instanceof Place.Planned p) {
          first[p.region()] = Math.min(first[p.region()], i);
          last[p.region()] = Math.max(last[p.region()], i);
        }
      }
    }
    constant.forEach(this::pin);
    inputs.values().forEach(input -> planned(input.placed()).ifPresent(this::pin));
    for (Ended output : outputs.values()) {
      planned(output.placed())
          .ifPresent(
              region -> {
                first[region] = Math.min(first[region], steps.size());
                last[region] = steps.size();
              });
    }
    for (int r = 0; r < first.length; r++) {
      if (last[r] < 0) {
        // Never touched: a result nobody wanted.
        first[r] = 0;
        last[r] = 0;
      }
    }
  }

  private void pin(int region) {
    first[region] = 0;
    last[region] = steps.size();
  }

  private void mergeReused() {
    for (int i = 0; i < steps.size(); i++) {
      int at = i;
      steps
          .get(i)
          .reuse()
          .ifPresent(
              reuse -> {
                int source = root(reuse.source());
                int result = root(reuse.result());
                boolean dies = last[source] == at && first[result] == at;
                if (source != result && dies && bytes.get(result) <= bytes.get(source)) {
                  merged[result] = source;
                  last[source] = last[result];
                }
              });
    }
  }

  private int root(int region) {
    return merged[region] == region ? region : root(merged[region]);
  }

  List<Step> steps() {
    return steps;
  }

  boolean isPrologue(int step) {
    return prologue[step];
  }

  /** Whether a step copies memory onto itself and can be left out. */
  boolean isVoid(Step step) {
    return step.moves()
        && step.reuse().map(r -> root(r.source()) == root(r.result())).orElse(false);
  }

  Map<String, Ended> inputs() {
    return inputs;
  }

  Map<String, Ended> outputs() {
    return outputs;
  }

  /** What the regions would take if no result reused its operand's memory either. */
  private long unshared() {
    return bytes.stream().mapToLong(MemoryPlan::aligned).sum();
  }

  /** Gives the primitives back, of a schedule that no executable is made of. */
  void discard() {
    for (Step step : steps) {
      if (step.body() instanceof Step.Body.Native n) {
        n.primitive().close();
      }
    }
  }

  /** Offsets of all regions, and the size of the arena. */
  MemoryPlan plan() {
    List<Region> live = new ArrayList<>();
    List<Integer> index = new ArrayList<>();
    for (int r = 0; r < merged.length; r++) {
      index.add(merged[r] == r ? live.size() : -1);
      if (merged[r] == r) {
        live.add(new Region(bytes.get(r), first[r], last[r]));
      }
    }
    MemoryPlan plan = MemoryPlan.of(live);
    List<Long> offsets = new ArrayList<>();
    for (int r = 0; r < merged.length; r++) {
      offsets.add(plan.offsets().get(index.get(root(r))));
    }
    return new MemoryPlan(offsets, plan.bytes(), unshared());
  }
}
