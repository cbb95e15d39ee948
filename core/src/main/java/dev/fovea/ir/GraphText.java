// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.Op;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a graph, for goldens, bug reports and tests. One node a line:
 *
 * <pre>
 * graph lenet
 * %0 = input(path="x", type=f32[1,1,28,28])
 * %3 = conv2d(window=5x5 pad 2:2x2:2, groups=1) %0 %1 %2 : f32[1,6,28,28] @ conv1
 * output logits %9
 * update %1 %33
 * </pre>
 */
public final class GraphText {
  private static final Pattern NODE =
      Pattern.compile("%(\\d+) = (.*?)((?: %\\d+(?:\\.\\d+)?)*) : (\\S+(?: \\S+)*?)(?: @ (\\S+))?");
  private static final Pattern VALUE = Pattern.compile("%(\\d+)(?:\\.(\\d+))?");

  private GraphText() {}

  public static String print(Graph graph) {
    StringBuilder text = new StringBuilder("graph ").append(graph.name()).append('\n');
    for (Node node : graph.nodes()) {
      text.append('%').append(node.id()).append(" = ").append(OpText.print(node.op()));
      node.inputs().forEach(input -> text.append(' ').append(input));
      text.append(" :");
      node.types().forEach(type -> text.append(' ').append(type));
      text.append(node.path().isEmpty() ? "" : " @ " + node.path()).append('\n');
    }
    graph.outputs().forEach((name, value) -> text.append("output " + name + " " + value + "\n"));
    for (Graph.Update update : graph.updates()) {
      text.append("update " + update.leaf() + " " + update.value() + "\n");
    }
    return text.toString();
  }

  /** Reads what {@link #print} wrote; an error names the line. */
  public static Graph parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    check(
        !lines.isEmpty() && lines.get(0).startsWith("graph "),
        "graph text: line 1: expected 'graph NAME'");
    GraphBuilder builder = new GraphBuilder(lines.get(0).substring(6));
    List<List<Result>> values = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        parseLine(lines.get(i), builder, values);
      } catch (FoveaException | IllegalArgumentException e) {
        throw new FoveaException(e, "graph text: line %d: %s", i + 1, e.getMessage());
      }
    }
    return builder.build();
  }

  private static void parseLine(String line, GraphBuilder builder, List<List<Result>> values) {
    if (line.startsWith("output ")) {
      int space = line.lastIndexOf(' ');
      builder.output(line.substring(7, space), value(line.substring(space + 1), values));
    } else if (line.startsWith("update ")) {
      String[] parts = line.split(" ");
      check(parts.length == 3, "expected 'update LEAF VALUE', got '%s'", line);
      builder.update(value(parts[1], values), value(parts[2], values));
    } else {
      parseNode(line, builder, values);
    }
  }

  private static void parseNode(String line, GraphBuilder builder, List<List<Result>> values) {
    Matcher m = NODE.matcher(line);
    check(m.matches(), "'%s' is not a node", line);
    check(
        Integer.parseInt(m.group(1)) == values.size(),
        "node %%%s, expected %%%d",
        m.group(1),
        values.size());
    List<Value> inputs = new ArrayList<>();
    for (String operand : m.group(3).isBlank() ? new String[0] : m.group(3).strip().split(" ")) {
      inputs.add(value(operand, values));
    }
    Op op = OpText.parse(m.group(2));
    builder.at(m.group(5) == null ? "" : m.group(5));
    List<Result> results = builder.node(op, inputs);
    check(
        results.get(0).node() == values.size(),
        "'%s' repeats node %%%d",
        line,
        results.get(0).node());
    values.add(results);
    String types = String.join(" ", results.stream().map(r -> r.type().toString()).toList());
    check(types.equals(m.group(4)), "types are %s, not %s", types, m.group(4));
  }

  private static Result value(String text, List<List<Result>> values) {
    Matcher m = VALUE.matcher(text);
    check(m.matches(), "'%s' is not a value", text);
    int node = Integer.parseInt(m.group(1));
    int index = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
    check(
        node < values.size() && index < values.get(node).size(), "there is no value %s yet", text);
    return values.get(node).get(index);
  }
}
