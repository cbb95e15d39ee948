// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/** Element types of oneDNN memory. */
public enum DataType {
  F32(dnnl.dnnl_f32, 4),
  BF16(dnnl.dnnl_bf16, 2),
  F16(dnnl.dnnl_f16, 2),
  S32(dnnl.dnnl_s32, 4),
  S8(dnnl.dnnl_s8, 1),
  U8(dnnl.dnnl_u8, 1);

  final int code;
  private final int bytes;

  DataType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Bytes an element takes. */
  public int bytes() {
    return bytes;
  }

  static DataType of(int code) {
    for (DataType t : values()) {
      if (t.code == code) {
        return t;
      }
    }
    throw new DnnlException("oneDNN data type " + code + " is not one this layer knows");
  }
}
