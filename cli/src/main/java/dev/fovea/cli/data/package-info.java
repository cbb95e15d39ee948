// SPDX-License-Identifier: Apache-2.0
/**
 * Commands about datasets. {@link dev.fovea.cli.data.CheckCommand} says what is wrong with one,
 * {@link dev.fovea.cli.data.SpeedCommand} how fast one is loaded. Invariant: nothing here changes a
 * dataset.
 */
package dev.fovea.cli.data;
