// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorType;

/**
 * Layouts of activations: which family a graph uses, and how to say the same layout of another
 * size.
 */
enum Layouts {
  /** Channels in blocks of 16 (nChw16c). */
  BLOCKED(Tag.NCHW16C),
  /** Channels innermost (NHWC). */
  CHANNELS_LAST(Tag.NHWC);

  private final Tag tag;

  Layouts(Tag tag) {
    this.tag = tag;
  }

  /**
   * The layout of an image value between convolutions. Images of fewer than 4 channels stay
   * row-major: first convolutions read them so, and a block of 16 would be mostly padding.
   */
  Desc image(TensorType type) {
    long[] dims = type.shape().toLongs();
    return Desc.of(dataType(type), dims[1] < 4 ? Tag.NCHW : tag, dims);
  }

  static Desc plain(TensorType type) {
    return Desc.plain(dataType(type), type.shape().toLongs());
  }

  static Desc any(TensorType type) {
    return Desc.any(dataType(type), type.shape().toLongs());
  }

  /** The layout of {@code like} for another shape of the same rank. */
  static Desc like(Desc like, TensorType type) {
    long[] dims = type.shape().toLongs();
    if (dims.length != 4) {
      return plain(type);
    }
    return Desc.of(dataType(type), tagOf(like), dims);
  }

  /** The family an image layout belongs to. */
  static Tag tagOf(Desc desc) {
    if (desc.innerBlocks().size() == 1) {
      return desc.innerBlocks().get(0) == 16 ? Tag.NCHW16C : Tag.NCHW8C;
    }
    boolean channelsInnermost = desc.strides().get(1) == 1 && desc.dims().get(1) > 1;
    return channelsInnermost ? Tag.NHWC : Tag.NCHW;
  }

  /** Whether the layout holds more than the elements: padding that must stay zero. */
  static boolean isPadded(Desc desc) {
    return !desc.paddedDims().equals(desc.dims());
  }

  static DataType dataType(TensorType type) {
    return type.dtype() == DType.I32 ? DataType.S32 : DataType.F32;
  }
}
