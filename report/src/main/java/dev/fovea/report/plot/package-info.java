// SPDX-License-Identifier: Apache-2.0
/**
 * Pictures as PNG. While a run goes on: {@link dev.fovea.report.plot.Curves} holds the points,
 * {@code CurvePlot} draws them, {@link dev.fovea.report.plot.PlotWriter} does so on a thread of its
 * own. When it is over: {@link dev.fovea.report.plot.Plots}. Of several runs: {@link
 * dev.fovea.report.plot.ComparisonPlot}. Of what a network does with an image: {@link
 * dev.fovea.report.plot.GridPlot}, {@link dev.fovea.report.plot.HeatPlot}, {@link
 * dev.fovea.report.plot.ShiftPlot}, all from {@link dev.fovea.report.plot.Raster}s.
 *
 * <p>Read {@code Look} first: colours, fonts and how a picture comes to be are there and nowhere
 * else. Curves, bars and points are XChart's; what it has no chart for is drawn by hand.
 */
package dev.fovea.report.plot;
