// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.op.Buffer;
import dev.fovea.op.Op;
import dev.fovea.op.Slot;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Averaged;
import dev.fovea.train.recipe.Gathered;
import dev.fovea.train.recipe.Gathering;
import dev.fovea.train.recipe.Optimizer.Count;
import dev.fovea.train.recipe.Recipe;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The training step of a model, compiled into a session for each size of batches that comes up, and
 * the state it works on. The full batch is compiled first, since it decides the layout of the
 * state.
 */
final class StepProgram {
  static final double[] NOTHING = {};

  private final Session session;
  private final Recipe recipe;
  private final StepGraphs graphs;
  private final Graph step;
  private final Optional<Graph> update;
  private final double[] scalars;
  private final BoundStep full;
  private final Optional<BoundUpdate> boundUpdate;
  private final Averages averages;
  private final Map<Size, BoundStep> others = new HashMap<>();

  private record Size(int images, boolean small) {}

  /** Compiles what a run of the recipe needs. */
  StepProgram(Session session, Recipe recipe, StepGraphs graphs) {
    this.session = session;
    this.recipe = recipe;
    this.graphs = graphs;
    this.step = graphs.step(graphs.batch(), false);
    this.update = graphs.update();
    this.scalars = new double[graphs.optimizer().scalars().size()];
    this.full = bind(step);
    this.boundUpdate =
        update.map(graph -> new BoundUpdate(session.compile(graph), graphs.optimizer().scalars()));
    this.averages =
        new Averages(session, step, leaves(Slot.class).map(node -> (Slot) node.op()).toList());
  }

  /** Whether gradients are gathered by one graph and used by another. */
  boolean isGathering() {
    return graphs.isGathering();
  }

  /** How many numbers are trained. */
  long trained() {
    return graphs.trained();
  }

  private BoundStep bind(Graph graph) {
    List<String> names = isGathering() ? List.of() : graphs.optimizer().scalars();
    return new BoundStep(session.compile(graph), graph, names, recipe);
  }

  /** The model as it is trained by full batches. */
  Graph forward() {
    return graphs.forward();
  }

  /** How many classes it tells apart. */
  int classes() {
    return forward().output(Graph.LOGITS).type().dim(1);
  }

  /** The step for the full batch. */
  BoundStep full() {
    return full;
  }

  /**
   * The step for so many images; compiled when it is asked for the first time.
   *
   * @param small whether they are the smaller ones of the first epochs
   */
  BoundStep at(int images, boolean small) {
    if (images == full.batch() && !small) {
      return full;
    }
    return others.computeIfAbsent(
        new Size(images, small), size -> bind(graphs.step(images, small)));
  }

  /**
   * The optimiser's scalars for an update; the array is reused.
   *
   * @param count of the updates before
   * @param scale of the gradients that were gathered
   */
  double[] scalars(double lr, Count count, double scale) {
    for (int i = 0; i < scalars.length; i++) {
      String name = graphs.optimizer().scalars().get(i);
      scalars[i] = name.equals(Gathered.SCALE) ? scale : graphs.optimizer().scalar(name, lr, count);
    }
    return scalars;
  }

  /**
   * Changes the weights by the mean of the gradients gathered.
   *
   * @param weight of all batches of the group; of full ones without class weights, their images
   */
  void update(double lr, Count count, double weight) {
    double scale = weight == 0 ? 0 : graphs.batch() / weight;
    boundUpdate.orElseThrow().run(scalars(lr, count, scale));
  }

  /**
   * Leaves the weights as they are and forgets what was gathered. The mean of the weights at the
   * ends of epochs takes them in as they are.
   */
  void leaveOut(Count count) {
    gathered().forEach(slot -> session.write(slot.path(), Tensor.zeros(slot.type())));
    if (recipe.average().kind() == Average.Kind.SWA) {
      averages.fold((float) graphs.optimizer().scalar(Averaged.SHARE, 0, count));
    }
  }

  /** Whether every gradient gathered so far is a finite number. */
  boolean isGatheredFinite() {
    return gathered().allMatch(slot -> Finite.all(session.read(slot.path())));
  }

  private Stream<Slot> gathered() {
    return leaves(Slot.class)
        .map(node -> (Slot) node.op())
        .filter(slot -> slot.path().endsWith("." + Gathering.SLOT));
  }

  /** A copy of what the model carries without training it. */
  Weights buffers() {
    return read(Buffer.class::isInstance);
  }

  void restore(Weights buffers) {
    session.write(buffers);
  }

  /** The leaves of all graphs, each once. */
  private Stream<Node> leaves(Class<? extends Op.Leaf> kind) {
    Set<String> seen = new HashSet<>();
    return Stream.concat(Stream.of(step), update.stream())
        .flatMap(graph -> graph.leaves(kind).stream())
        .filter(node -> seen.add(((Op.Leaf) node.op()).path()));
  }

  /**
   * Draws what the network starts from.
   *
   * @param pretrained what is not drawn
   */
  void writeInitial(Weights pretrained) {
    Weights drawn = Weights.initial(forward(), recipe.seed(), recipe.init()::of);
    Map<String, Tensor> tensors = new LinkedHashMap<>(drawn.tensors());
    tensors.putAll(pretrained.tensors());
    Weights all = new Weights(tensors);
    all.checkFits(forward());
    session.write(all);
  }

  void write(Weights weights, Weights slots) {
    weights.checkFits(forward());
    for (Node node : leaves(Slot.class).toList()) {
      Slot slot = (Slot) node.op();
      Tensor held = slots.get(slot.path());
      FoveaException.check(
          held.type().equals(slot.type()),
          "%s: the checkpoint holds %s but the optimiser expects %s",
          slot.path(),
          held.type(),
          slot.type());
    }
    session.write(weights);
    session.write(slots);
  }

  /** A copy of parameters and buffers. */
  Weights weights() {
    return read(op -> !(op instanceof Slot));
  }

  /** A parameter, buffer or average that holds a value that is not finite, if one does. */
  Optional<String> notFinite() {
    return leaves(Op.Stateful.class)
        .map(node -> ((Op.Leaf) node.op()))
        .filter(leaf -> !(leaf instanceof Slot) || leaf.path().endsWith("." + Averaged.SLOT))
        .map(Op.Leaf::path)
        .filter(path -> !Finite.all(session.read(path)))
        .findFirst();
  }

  /** Whether {@link #averaged} differs from {@link #weights}. */
  boolean isAveraging() {
    return recipe.average().kind() != Average.Kind.NONE;
  }

  /**
   * A copy of parameters and buffers as the recipe averages them, frozen ones as they are; all as
   * they are where no update was taken, since averages hold nothing before the first one.
   *
   * @param updates that were taken
   */
  Weights averaged(long updates) {
    Weights own = weights();
    if (updates == 0) {
      return own;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(own.tensors());
    tensors.putAll(averages.read());
    return new Weights(tensors);
  }

  /** Replaces the averages of some parameters and buffers. */
  void writeAveraged(Weights values) {
    averages.write(values);
  }

  /** Of how many ends of epochs the average is the mean when so many epochs are over. */
  long ends(int epochs) {
    return graphs.ends(epochs);
  }

  /** A copy of the optimiser's state. */
  Weights slots() {
    return read(Slot.class::isInstance);
  }

  private Weights read(Predicate<Op> wanted) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : leaves(Op.Stateful.class).toList()) {
      if (wanted.test(node.op())) {
        String path = ((Op.Leaf) node.op()).path();
        tensors.put(path, session.read(path));
      }
    }
    return new Weights(tensors);
  }
}
