// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/**
 * What a forward primitive is for; training may keep a workspace and may refuse what inference
 * allows.
 */
public enum Propagation {
  TRAINING(dnnl.dnnl_forward_training),
  INFERENCE(dnnl.dnnl_forward_inference);

  final int code;

  Propagation(int code) {
    this.code = code;
  }
}
