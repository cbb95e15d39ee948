// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/**
 * oneDNN, or this layer on its behalf, refused something; the message names what, the descriptors
 * and the status.
 */
public final class DnnlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DnnlException(String message) {
    super(message);
  }

  public DnnlException(String message, Throwable cause) {
    super(message, cause);
  }

  static void check(int status, String what) {
    if (status != 0) {
      throw new DnnlException(what + ": oneDNN answered " + statusName(status));
    }
  }

  static String statusName(int status) {
    return switch (status) {
      case 0 -> "success";
      case 1 -> "out of memory";
      case 2 -> "invalid arguments";
      case 3 -> "unimplemented (no kernel for these shapes, types and layouts)";
      case 4 -> "last implementation reached";
      case 5 -> "runtime error";
      case 6 -> "not required";
      case 9 -> "invalid shape";
      case 10 -> "invalid data type";
      default -> "status " + status;
    };
  }
}
