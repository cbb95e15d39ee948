// SPDX-License-Identifier: Apache-2.0
/**
 * Commands about datasets. {@link dev.fovea.cli.data.CheckCommand} says what is wrong with one.
 * Invariant: nothing here changes a dataset.
 */
package dev.fovea.cli.data;
