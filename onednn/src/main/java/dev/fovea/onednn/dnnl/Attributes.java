// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_deterministic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_fpmath_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;

/**
 * How a primitive is to compute, beside what. The scratchpad is always the caller's: oneDNN's own
 * is bound to the thread that made the primitive.
 *
 * @param postOps work on the result before it is stored, in order
 * @param deterministic whether runs must give the same bits, at the price of speed in some kernels
 * @param math precision allowed inside f32 primitives
 */
public record Attributes(List<PostOp> postOps, boolean deterministic, FloatMath math) {

  /** Precision allowed inside f32 primitives; anything but STRICT is a permission, not an order. */
  public enum FloatMath {
    STRICT(dnnl.dnnl_fpmath_mode_strict),
    BF16(dnnl.dnnl_fpmath_mode_bf16),
    F16(dnnl.dnnl_fpmath_mode_f16),
    TF32(dnnl.dnnl_fpmath_mode_tf32),
    ANY(dnnl.dnnl_fpmath_mode_any);

    final int code;

    FloatMath(int code) {
      this.code = code;
    }
  }

  public static final Attributes DEFAULT = new Attributes(List.of(), false, FloatMath.STRICT);

  public Attributes {
    postOps = List.copyOf(postOps);
  }

  /** These attributes with one more post-op at the end. */
  public Attributes then(PostOp op) {
    List<PostOp> ops = new ArrayList<>(postOps);
    ops.add(op);
    return new Attributes(ops, deterministic, math);
  }

  public Attributes asDeterministic() {
    return new Attributes(postOps, true, math);
  }

  dnnl_primitive_attr build(Handles h) {
    dnnl_primitive_attr attr = new dnnl_primitive_attr();
    DnnlException.check(dnnl_primitive_attr_create(attr), "primitive attributes");
    h.owned(attr);
    int status = dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user);
    DnnlException.check(status, "scratchpad mode");
    if (deterministic) {
      DnnlException.check(dnnl_primitive_attr_set_deterministic(attr, 1), "deterministic mode");
    }
    if (math != FloatMath.STRICT) {
      DnnlException.check(dnnl_primitive_attr_set_fpmath_mode(attr, math.code), "math " + math);
    }
    if (!postOps.isEmpty()) {
      dnnl_post_ops ops = new dnnl_post_ops();
      DnnlException.check(dnnl_post_ops_create(ops), "post-ops");
      h.owned(ops);
      postOps.forEach(op -> PostOp.append(op, ops, h));
      DnnlException.check(dnnl_primitive_attr_set_post_ops(attr, ops), "post-ops");
    }
    return attr;
  }
}
