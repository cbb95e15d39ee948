// SPDX-License-Identifier: Apache-2.0
package dev.fovea.autodiff;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Parameter;
import dev.fovea.op.Slot;
import dev.fovea.op.Unpack;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One training step as one graph: forward, loss, gradients, optimiser update. Inputs: {@link
 * Graph#INPUT}, {@link #TARGETS} and the optimiser's scalars; outputs: {@link Graph#LOGITS} and
 * {@link #LOSS}; updates: parameters, slots and the model's buffers.
 *
 * <p>Outputs of the model whose names begin with {@link Graph#AUXILIARY} are scores of auxiliary
 * classifiers: what is made small is {@link #LOSS}, which is of {@link Graph#LOGITS} alone, and
 * {@link #AUXILIARY_WEIGHT} times the loss of each of them.
 */
public final class TrainingStep {
  public static final String TARGETS = "targets";
  public static final String LOSS = "loss";

  /** The group of the model's buffers; no group of parameters may have this name. */
  public static final String BUFFERS = "buffers";

  /** Szegedy et al. 2015, section 5. */
  public static final double AUXILIARY_WEIGHT = 0.3;

  private final GraphBuilder builder;
  private final List<PackedGroup> groups = new ArrayList<>();
  private final Map<Result, Result> nextBuffers = new LinkedHashMap<>();

  private TrainingStep(GraphBuilder builder) {
    this.builder = builder;
  }

  /**
   * Builds the step.
   *
   * @param forward a model traced for training
   * @param groupOf the group of a parameter; empty text freezes it. Groups are packed in the order
   *     they first appear
   * @throws FoveaException as {@link #checkNormalises} does
   */
  public static Graph of(
      Graph forward, Loss loss, UpdateRule rule, Function<Parameter, String> groupOf) {
    checkNormalises(forward);
    GraphBuilder builder = new GraphBuilder(forward.name() + "_step");
    List<List<Result>> copies = builder.include(forward);
    Function<Result, Result> copy = r -> copies.get(r.node()).get(r.index());
    Result logits = copy.apply(forward.output(Graph.LOGITS));
    builder.at(LOSS);
    Value targets = builder.emit(new Input(TARGETS, loss.targets(logits.type())));
    Result value = (Result) loss.emit(builder, logits, targets);
    forward.outputs().forEach((name, result) -> builder.output(name, copy.apply(result)));
    builder.output(LOSS, value);
    forward.updates().forEach(u -> builder.update(copy.apply(u.leaf()), copy.apply(u.value())));
    Result total = value;
    for (Map.Entry<String, Result> output : forward.outputs().entrySet()) {
      if (output.getKey().startsWith(Graph.AUXILIARY)) {
        Value helper = loss.emit(builder, copy.apply(output.getValue()), targets);
        total = add(builder, total, helper);
      }
    }
    TrainingStep step = new TrainingStep(builder);
    forward
        .updates()
        .forEach(u -> step.nextBuffers.put(copy.apply(u.leaf()), copy.apply(u.value())));
    step.differentiate(total, groupOf).update(rule);
    return builder.build();
  }

  /**
   * An update alone, for rules that find the gradients in a slot where steps before left them: no
   * images, no loss. Its groups have no gradients, and its buffers are as they are.
   *
   * @param forward the model that {@link #of} was given
   * @param groupOf as {@link #of} was given it
   */
  public static Graph update(Graph forward, UpdateRule rule, Function<Parameter, String> groupOf) {
    GraphBuilder builder = new GraphBuilder(forward.name() + "_update");
    Map<String, List<Result>> members = new LinkedHashMap<>();
    for (Node node : forward.leaves(Parameter.class)) {
      String group = groupOf.apply((Parameter) node.op());
      if (!group.isEmpty()) {
        Result leaf = builder.at(node.path()).node(node.op(), List.of()).get(0);
        members.computeIfAbsent(group, g -> new ArrayList<>()).add(leaf);
      }
    }
    TrainingStep step = new TrainingStep(builder);
    for (Graph.Update update : forward.updates()) {
      Node leaf = forward.node(update.leaf());
      Result buffer = builder.at(leaf.path()).node(leaf.op(), List.of()).get(0);
      step.nextBuffers.put(buffer, buffer);
    }
    builder.at("update");
    members.forEach((name, leaves) -> step.groups.add(step.new PackedGroup(name, leaves)));
    step.update(rule);
    return builder.build();
  }

  /**
   * Throws when a batch normalisation has one value a channel, which tells nothing of its variance.
   *
   * @param forward a model traced for training, its frozen normalisations as in inference
   */
  public static void checkNormalises(Graph forward) {
    for (Node node : forward.nodes()) {
      FoveaException.check(
          !(node.op() instanceof BatchNorm) || BatchNorm.count(node.types().get(0)) > 1,
          "%s: BatchNorm: training needs more than 1 value a channel, input is %s; use a larger"
              + " batch",
          node.path(),
          node.types().get(0));
    }
  }

  private static Result add(GraphBuilder builder, Result total, Value helper) {
    Value weight = builder.emit(new Fill(helper.type(), AUXILIARY_WEIGHT));
    Value weighted = builder.emit(new Binary(Binary.Fn.MUL), helper, weight);
    return (Result) builder.emit(new Binary(Binary.Fn.ADD), total, weighted);
  }

  private TrainingStep differentiate(Result loss, Function<Parameter, String> groupOf) {
    Map<String, List<Result>> members = new LinkedHashMap<>();
    for (Node node : builder.nodes()) {
      if (node.op() instanceof Parameter p && !groupOf.apply(p).isEmpty()) {
        members.computeIfAbsent(groupOf.apply(p), g -> new ArrayList<>()).add(node.result());
      }
    }
    FoveaException.check(!members.isEmpty(), "there is no parameter to train");
    List<Result> all = members.values().stream().flatMap(List::stream).toList();
    Map<Result, Result> gradients = Gradients.of(builder, loss, all);
    builder.at("update");
    members.forEach(
        (name, leaves) ->
            groups.add(
                new PackedGroup(name, leaves, leaves.stream().map(gradients::get).toList())));
    return this;
  }

  private void update(UpdateRule rule) {
    rule.emit(
        new UpdateRule.Step() {
          @Override
          public List<UpdateRule.Group> groups() {
            return List.copyOf(groups);
          }

          @Override
          public Optional<UpdateRule.Buffers> buffers() {
            return nextBuffers.isEmpty() ? Optional.empty() : Optional.of(new PackedBuffers());
          }

          @Override
          public Value scalar(String name) {
            return builder.emit(new Input(name, TensorType.f32(1)));
          }

          @Override
          public List<Value> apply(Op op, List<? extends Value> inputs) {
            return builder.apply(op, inputs);
          }

          @Override
          public void output(String name, Value value) {
            builder.output(name, value);
          }
        });
  }

  private Value slot(String group, String name, TensorType type) {
    return builder.emit(new Slot(group + "." + name, type, group));
  }

  private final class PackedGroup implements UpdateRule.Group {
    private final String name;
    private final List<Result> leaves;
    private final Value parameters;
    private final Optional<Value> gradients;

    PackedGroup(String name, List<Result> leaves, List<Result> gradients) {
      this.name = name;
      this.leaves = leaves;
      this.parameters = builder.node(new Pack(name), leaves).get(0);
      this.gradients = Optional.of(builder.node(new Pack(name), gradients).get(0));
    }

    PackedGroup(String name, List<Result> leaves) {
      this.name = name;
      this.leaves = leaves;
      this.parameters = builder.node(new Pack(name), leaves).get(0);
      this.gradients = Optional.empty();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Value parameters() {
      return parameters;
    }

    @Override
    public Value gradients() {
      return gradients.orElseThrow(
          () ->
              new IllegalStateException(
                  "group %s: an update without a step has no gradients but those in slots"
                      .formatted(name)));
    }

    @Override
    public Value slot(String slot) {
      return TrainingStep.this.slot(name, slot, parameters.type());
    }

    @Override
    public void updateSlot(String slot, Value value) {
      builder.update(slot(slot), value);
    }

    @Override
    public void updateParameters(Value value) {
      long offset = 0;
      for (Result leaf : leaves) {
        builder.update(leaf, builder.emit(new Unpack(offset, leaf.type()), value));
        offset += leaf.type().elements();
      }
      FoveaException.check(
          value.type().shape().equals(Shape.of(Math.toIntExact(offset))),
          "group %s: next parameters are %s",
          name,
          value.type());
    }
  }

  private final class PackedBuffers implements UpdateRule.Buffers {
    private final Value next;

    PackedBuffers() {
      // The pack of the leaves says what the group is, also where nothing reads it.
      builder.node(new Pack(BUFFERS), List.copyOf(nextBuffers.keySet()));
      next = builder.node(new Pack(BUFFERS), List.copyOf(nextBuffers.values())).get(0);
    }

    @Override
    public String name() {
      return BUFFERS;
    }

    @Override
    public Value next() {
      return next;
    }

    @Override
    public Value slot(String slot) {
      return TrainingStep.this.slot(BUFFERS, slot, next.type());
    }

    @Override
    public void updateSlot(String slot, Value value) {
      builder.update(slot(slot), value);
    }
  }
}
