// SPDX-License-Identifier: Apache-2.0
/**
 * Plots of a run as PNG: {@link dev.fovea.report.plot.Curves} holds the points, {@link
 * dev.fovea.report.plot.CurvePlot} draws them, {@link dev.fovea.report.plot.PlotWriter} does so on
 * a thread of its own.
 */
package dev.fovea.report.plot;
