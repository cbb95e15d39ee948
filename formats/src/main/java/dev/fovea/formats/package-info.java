// SPDX-License-Identifier: Apache-2.0
/**
 * Tensors in files other programs read: {@link dev.fovea.formats.Safetensors}. Networks in files
 * people write are in {@link dev.fovea.formats.model}.
 *
 * <p>Invariants: a file is data from strangers, so every number in it is checked before it decides
 * how much is allocated or read, and whatever is wrong with it is one line that names the file;
 * equal content gives equal bytes. {@link dev.fovea.formats.JsonText} is the JSON of the file
 * headers, for those who put records of their own there.
 */
package dev.fovea.formats;
