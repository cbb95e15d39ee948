// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import java.util.List;

/**
 * Who may use whom, as {@code docs/architecture.md} draws it. {@code core} is listed package by
 * package, because there the direction inside the module is what keeps it simple.
 */
final class ModuleTable {
  private static final String LOG = "org.slf4j..";
  private static final String JSON = "tools.jackson..";
  private static final String JSON_ANNOTATION = "com.fasterxml.jackson.annotation..";

  static final List<Slice> SLICES =
      List.of(
          Slice.of("tensor"),
          Slice.of("op", "tensor"),
          Slice.of("ir", "op", "tensor"),
          Slice.of("nn", "ir", "op", "tensor"),
          Slice.of("analysis", "ir", "op", "tensor"),
          Slice.of("autodiff", "ir", "op", "tensor"),
          Slice.of("backend", "ir", "op", "tensor"),
          Slice.of("compile", "backend", "autodiff", "analysis", "ir", "op", "tensor"),
          Slice.of("reference", "compile", "backend", "analysis", "ir", "op", "tensor").with(LOG),
          Slice.of("onednn", "compile", "backend", "analysis", "ir", "op", "tensor")
              .with(LOG, "org.bytedeco.."),
          Slice.of(
                  "conformance",
                  "reference",
                  "compile",
                  "backend",
                  "autodiff",
                  "analysis",
                  "nn",
                  "ir",
                  "op",
                  "tensor")
              .with(LOG, "org.junit.jupiter..", "org.assertj.."),
          Slice.of("models", "nn", "analysis", "ir", "op", "tensor").with(LOG),
          Slice.of("data", "tensor").with(LOG),
          Slice.of("formats", "nn", "ir", "op", "tensor").with(LOG, JSON, JSON_ANNOTATION),
          Slice.of(
                  "train",
                  "data",
                  "formats",
                  "compile",
                  "backend",
                  "autodiff",
                  "analysis",
                  "nn",
                  "ir",
                  "op",
                  "tensor")
              .with(LOG),
          Slice.of("report", "train", "data", "analysis", "ir", "op", "tensor")
              .with(LOG, JSON, JSON_ANNOTATION, "org.knowm.xchart.."),
          Slice.of(
                  "cli",
                  "reference",
                  "onednn",
                  "models",
                  "data",
                  "formats",
                  "train",
                  "report",
                  "compile",
                  "backend",
                  "autodiff",
                  "analysis",
                  "nn",
                  "ir",
                  "op",
                  "tensor")
              .with(LOG, JSON, JSON_ANNOTATION, "picocli.."));

  private ModuleTable() {}
}
