// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

/** How the page looks; it has no script and loads nothing. */
final class Style {
  static final String CSS =
      """

      body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff;
        max-width: 1080px; margin: 2em auto; padding: 0 1em; }
      h1 { margin: 0; font-size: 1.9em; }
      h2 { margin: 2em 0 .6em; font-size: 1.3em; border-bottom: 1px solid #ddd; }
      .sub { color: #666; margin: .2em 0 1.5em; }
      .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 10px; }
      .tile { border: 1px solid #ddd; border-radius: 8px; padding: 10px 14px; }
      .tile span { display: block; color: #666; }
      .tile b { display: block; font-size: 1.5em; }
      .tile small, figcaption small { display: block; color: #666; }
      section > img { display: block; max-width: 100%; height: auto; margin: 10px 0; }
      table { border-collapse: collapse; margin: 10px 0; }
      th, td { padding: 3px 14px 3px 0; text-align: right; border-bottom: 1px solid #eee;
        font-variant-numeric: tabular-nums; }
      th:first-child, td:first-child, .facts th, .facts td { text-align: left; overflow-wrap: anywhere; }
      .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 14px; }
      figure { margin: 0; }
      figure img { width: 112px; height: 112px; object-fit: contain; background: #eee;
        image-rendering: pixelated; }
      figcaption { font-size: 13px; line-height: 1.35; overflow-wrap: anywhere; }
      pre { background: #f6f6f6; padding: 12px; overflow-x: auto; }
      """;

  private Style() {}
}
