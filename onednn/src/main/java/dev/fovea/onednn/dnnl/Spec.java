// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.javacpp.PointerPointer;

/**
 * What a primitive computes, on which shapes and layouts: a plain value that {@link
 * PrimitiveDesc#create} turns into a native descriptor. Backward specs name the forward descriptor
 * they belong to, which must be open when they are used.
 */
public sealed interface Spec
    permits Convolution.Forward,
        Convolution.BackwardData,
        Convolution.BackwardWeights,
        InnerProduct.Forward,
        InnerProduct.BackwardData,
        InnerProduct.BackwardWeights,
        Pooling.Forward,
        Pooling.Backward,
        Eltwise.Forward,
        Eltwise.Backward,
        Binary,
        Sum,
        Concat,
        Reorder,
        Softmax.Forward,
        Softmax.Backward,
        BatchNorm.Forward,
        BatchNorm.Backward,
        Lrn.Forward,
        Lrn.Backward,
        Reduction,
        Matmul,
        Prelu.Forward,
        Prelu.Backward {

  /** The primitive's name for messages and profiles, such as {@code convolution backward data}. */
  String kind();

  /** Asks oneDNN for a descriptor, stored into {@code out}; returns oneDNN's status. */
  int create(PointerPointer<?> out, Handles h);
}
