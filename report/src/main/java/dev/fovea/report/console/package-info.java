// SPDX-License-Identifier: Apache-2.0
/**
 * A run as text while it goes on: {@link dev.fovea.report.console.ConsoleProgress}, one live line
 * in a terminal, one line an epoch elsewhere.
 */
package dev.fovea.report.console;
