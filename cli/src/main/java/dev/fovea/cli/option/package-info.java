// SPDX-License-Identifier: Apache-2.0
/**
 * Values of options and parameters: each converter turns text into a type of another module, or
 * throws a {@link dev.fovea.tensor.FoveaException} that names the mistake and the fix.
 */
package dev.fovea.cli.option;
