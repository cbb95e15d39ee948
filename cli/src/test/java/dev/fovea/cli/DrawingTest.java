// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawing is SVG in which boxes keep apart, stand in their frames and hold their text. */
class DrawingTest {
  @TempDir Path folder;

  /** Boxes: the image, each convolution, pool and linear layer, and each join. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 8, 0",
    "resnet18, 32, 8",
    "googlenet_d2l, 82, 9",
    "densenet_d2l, 43, 4",
    "mobilenet_v3_small, 80, 15",
    "inception_v3, 125, 11",
    "densenet201, 305, 4",
    "mlp_residual, 9, 0",
    "inception_resnet_v2, 335, 43"
  })
  void boxesKeepApart(String model, int boxes, int frames) throws Exception {
    Document svg = draw(model);
    List<Rectangle2D> found = new ArrayList<>();
    NodeList groups = svg.getElementsByTagName("g");
    for (int i = 1; i < groups.getLength(); i++) {
      Element group = (Element) groups.item(i);
      found.add(rectangle((Element) group.getElementsByTagName("rect").item(0)));
    }
    assertThat(found).hasSize(boxes);
    for (int i = 0; i < found.size(); i++) {
      for (int k = 0; k < i; k++) {
        assertThat(found.get(i).intersects(found.get(k))).as("boxes %d and %d", k, i).isFalse();
      }
    }
    List<Rectangle2D> outlines = new ArrayList<>();
    NodeList all = svg.getElementsByTagName("rect");
    for (int i = 1; i < all.getLength(); i++) {
      if (((Element) all.item(i)).getAttribute("rx").equals("10")) {
        outlines.add(rectangle((Element) all.item(i)));
      }
    }
    assertThat(outlines).hasSize(frames);
    for (Rectangle2D frame : outlines) {
      assertThat(found).anyMatch(frame::contains).allMatch(box -> apart(frame, box));
    }
  }

  @Test
  void textStaysInItsBoxAndInThePicture() throws Exception {
    Document svg = draw("googlenet_d2l");
    double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
    double shift =
        Double.parseDouble(
            ((Element) svg.getElementsByTagName("g").item(0))
                .getAttribute("transform")
                .replaceAll(".*\\(| .*", ""));
    NodeList groups = svg.getElementsByTagName("g");
    for (int i = 1; i < groups.getLength(); i++) {
      Element group = (Element) groups.item(i);
      Rectangle2D box = rectangle((Element) group.getElementsByTagName("rect").item(0));
      NodeList lines = group.getElementsByTagName("text");
      for (int k = 0; k < lines.getLength(); k++) {
        Element line = (Element) lines.item(k);
        assertThat(line.getTextContent().length() * 6.0).isLessThan(box.getWidth());
        assertThat(Double.parseDouble(line.getAttribute("y")))
            .isBetween(box.getMinY(), box.getMaxY());
      }
      assertThat(box.getMinX() + shift).isPositive();
      assertThat(box.getMaxX() + shift).isLessThan(width);
    }
  }

  @Test
  void equalNetworksGiveEqualPictures() throws Exception {
    draw("resnet20");
    String first = java.nio.file.Files.readString(folder.resolve("resnet20.svg"));
    draw("resnet20");
    assertThat(folder.resolve("resnet20.svg")).hasContent(first);
    assertThat(first).contains(">layer1.0<", ">add · relu<", ">conv 3x3/2 · BN · relu<");
  }

  private static boolean apart(Rectangle2D frame, Rectangle2D box) {
    return frame.contains(box) || !frame.intersects(box);
  }

  private Document draw(String model) throws Exception {
    Path file = folder.resolve(model + ".svg");
    Run run = Run.fovea("summary", model, "--svg", file.toString());
    assertThat(run.exit()).isZero();
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static Rectangle2D rectangle(Element rect) {
    return new Rectangle2D.Double(
        number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
  }

  private static double number(Element element, String name) {
    return Double.parseDouble(element.getAttribute(name));
  }
}
