// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.train.metric.Assessment;
import dev.fovea.train.state.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pictures of a run that is over, as PNG under the names of their files. */
public final class Plots {
  /** Pixels of the pictures for each of a page's, so that they are sharp on any screen. */
  public static final double SCALE = Look.SCALE;

  private Plots() {}

  /**
   * Draws them all.
   *
   * @param labels class names
   */
  public static Map<String, byte[]> of(Progress run, Assessment found, List<String> labels) {
    Map<String, byte[]> plots = new LinkedHashMap<>();
    plots.put("lr", Look.png(RatePlot.of(run)));
    plots.put("confusion", Look.png(ConfusionPlot.of(found.confusion(), labels, false)));
    plots.put("confusion-normalised", Look.png(ConfusionPlot.of(found.confusion(), labels, true)));
    plots.put("classes", Look.png(ClassBars.of(found.confusion(), labels)));
    plots.put("calibration", Look.png(CalibrationPlot.of(found.calibration())));
    return plots;
  }
}
