// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/** Functions of two elements; comparisons give 1 or 0. */
public enum BinaryKind {
  ADD(dnnl.dnnl_binary_add),
  SUB(dnnl.dnnl_binary_sub),
  MUL(dnnl.dnnl_binary_mul),
  DIV(dnnl.dnnl_binary_div),
  MAX(dnnl.dnnl_binary_max),
  MIN(dnnl.dnnl_binary_min),
  GE(dnnl.dnnl_binary_ge),
  GT(dnnl.dnnl_binary_gt),
  LE(dnnl.dnnl_binary_le),
  LT(dnnl.dnnl_binary_lt),
  EQ(dnnl.dnnl_binary_eq),
  NE(dnnl.dnnl_binary_ne);

  final int code;

  BinaryKind(int code) {
    this.code = code;
  }
}
