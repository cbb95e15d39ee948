// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

/** What a graph is traced for; decided once, so that the two are different graphs. */
public enum Mode {
  TRAIN,
  INFER
}
