// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of a network that get a frame: those in which branches come together, such as {@code
 * layer1.0} or {@code inception3a}.
 */
final class Frames {
  private final List<String> paths;

  Frames(List<Box> boxes) {
    Set<String> found = new TreeSet<>();
    for (Box box : boxes) {
      if (box.kind() == Box.Kind.JOIN && !box.path().isEmpty()) {
        found.add(box.path());
      }
    }
    paths = new ArrayList<>(found);
    paths.sort(Comparator.comparingInt(String::length).thenComparing(path -> path));
  }

  /** Outer ones first. */
  List<String> paths() {
    return paths;
  }

  static boolean holds(String frame, Box box) {
    return box.path().equals(frame) || box.path().startsWith(frame + ".");
  }

  /** The innermost frame around a box; empty for none. */
  String around(Box box) {
    String innermost = "";
    for (String frame : paths) {
      innermost = holds(frame, box) ? frame : innermost;
    }
    return innermost;
  }

  /** How many frames a box stands in. */
  int depth(Box box) {
    return (int) paths.stream().filter(frame -> holds(frame, box)).count();
  }

  /** The box's name within its frame. */
  String name(Box box) {
    return inside(around(box), box.path());
  }

  /** A frame's name within the one around it. */
  String name(String frame) {
    String outer = "";
    for (String other : paths) {
      outer = frame.startsWith(other + ".") ? other : outer;
    }
    return inside(outer, frame);
  }

  private static String inside(String frame, String path) {
    return frame.isEmpty() || path.length() <= frame.length()
        ? frame.isEmpty() ? path : ""
        : path.substring(frame.length() + 1);
  }
}
