// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/**
 * Named layouts. The letters are oneDNN's: {@code a} is the first logical dimension, outermost
 * first, and a capital marks a dimension split into blocks. {@link #ANY} leaves the choice to the
 * primitive.
 */
public enum Tag {
  ANY(dnnl.dnnl_format_tag_any, 0),
  A(dnnl.dnnl_a, 1),
  AB(dnnl.dnnl_ab, 2),
  BA(dnnl.dnnl_ba, 2),
  ABC(dnnl.dnnl_abc, 3),
  NCHW(dnnl.dnnl_abcd, 4),
  NHWC(dnnl.dnnl_acdb, 4),
  NCHW16C(dnnl.dnnl_aBcd16b, 4),
  NCHW8C(dnnl.dnnl_aBcd8b, 4),
  OIHW(dnnl.dnnl_abcd, 4),
  HWIO(dnnl.dnnl_cdba, 4),
  OHWI16O(dnnl.dnnl_Acdb16a, 4),
  OIHW16I16O(dnnl.dnnl_ABcd16b16a, 4),
  GOIHW(dnnl.dnnl_abcde, 5),
  GOIHW16G(dnnl.dnnl_Abcde16a, 5);

  final int code;
  private final int rank;

  Tag(int code, int rank) {
    this.code = code;
    this.rank = rank;
  }

  /** Number of logical dimensions the layout is for; 0 for any number. */
  public int rank() {
    return rank;
  }

  /** The dense row-major layout of that many dimensions, from 1 to 5. */
  public static Tag plain(int rank) {
    return switch (rank) {
      case 1 -> A;
      case 2 -> AB;
      case 3 -> ABC;
      case 4 -> NCHW;
      case 5 -> GOIHW;
      default -> throw new DnnlException("no plain layout of " + rank + " dimensions; use 1 to 5");
    };
  }
}
