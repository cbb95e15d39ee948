// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphText;

/** The text of a graph is the graph: it parses back to an equal one. */
public final class TextRoundTrip {
  private TextRoundTrip() {}

  public static void check(Graph graph) {
    String text = GraphText.print(graph);
    Graph parsed = GraphText.parse(text);
    assertThat(parsed).as(text).isEqualTo(graph);
    assertThat(GraphText.print(parsed)).isEqualTo(text);
  }
}
