// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/** Names of oneDNN's CPU instruction-set levels. */
final class Isa {
  private Isa() {}

  private static final int AVX512_BF16 = 0xe7;

  /** Whether a level of x86-64 multiplies numbers in bf16: levels are sets of bits. */
  static boolean hasBf16(int code) {
    return (code & AVX512_BF16) == AVX512_BF16;
  }

  static String name(int code) {
    return switch (code) {
      case 0x0 -> "default";
      case 0x1 -> "sse41";
      case 0x3 -> "avx";
      case 0x7 -> "avx2";
      case 0xf -> "avx2_vnni";
      case 0x1f -> "avx2_vnni_2";
      case 0x27 -> "avx512_core";
      case 0x67 -> "avx512_core_vnni";
      case 0xe7 -> "avx512_core_bf16";
      case 0x1ef -> "avx512_core_fp16";
      case 0xfef -> "avx512_core_amx";
      case 0x1fef -> "avx512_core_amx_fp16";
      case 0x201ff -> "avx10_2_512";
      case 0x22fff -> "avx10_2_512_amx_2";
      default -> "isa 0x" + Integer.toHexString(code);
    };
  }
}
