// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fused;
import dev.fovea.op.Op;
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

  /** Share of padded work from which blocks do not pay. */
  private static final double WASTE = 1.1;

  private final Tag tag;

  Layouts(Tag tag) {
    this.tag = tag;
  }

  /**
   * The layout that suits a graph. Blocks of 16 are as fast as channels-last or faster where
   * channels fill them; where they do not, padding is work for nothing, and a convolution of a
   * padded source falls to ref. But batch normalisation of odd channels is fast in blocks only.
   *
   * <p>A fixed rule, not a timing at compile time: two runs must choose the same kernels to give
   * the same bits. Measured on LeNet, ResNet-18 and MobileNet V1, see docs/lab-notes.md.
   */
  static Layouts of(Graph graph) {
    long filled = 0;
    long padded = 0;
    for (Node node : graph.nodes()) {
      Op op = node.op() instanceof Fused f ? f.head() : node.op();
      if (op instanceof BatchNorm) {
        return BLOCKED;
      }
      if (op instanceof Conv2d) {
        TensorType y = node.types().get(0);
        filled += y.elements();
        padded += y.elements() / y.dim(1) * ((y.dim(1) + 15) / 16 * 16);
      }
    }
    return padded > WASTE * filled ? CHANNELS_LAST : BLOCKED;
  }

  /**
   * The layout of an image value between convolutions. In blocks, images of fewer than 4 channels
   * stay row-major: first convolutions read them so, and a block would be mostly padding.
   */
  Desc image(TensorType type, DataType elements) {
    long[] dims = type.shape().toLongs();
    return Desc.of(elements, this == BLOCKED && dims[1] < 4 ? Tag.NCHW : tag, dims);
  }

  /** The family a graph does not use, for the odd kernel that is fast only there. */
  Layouts other() {
    return this == BLOCKED ? CHANNELS_LAST : BLOCKED;
  }

  /**
   * The same memory as one vector, padding included: what elementwise kernels compute does not
   * depend on the shape, but for some shapes and paddings they fall to ref.
   */
  static Desc flat(Desc desc) {
    return Desc.plain(desc.type(), desc.bytes() / desc.type().bytes());
  }

  /** Whether two layouts of one shape put every element at the same place. */
  static boolean sameBytes(Desc a, Desc b) {
    if (a.equals(b)) {
      return true;
    }
    if (!a.dims().equals(b.dims())
        || a.type() != b.type()
        || !a.innerBlocks().isEmpty()
        || !b.innerBlocks().isEmpty()
        || a.offset() != b.offset()
        || a.bytes() != b.bytes()) {
      return false;
    }
    for (int axis = 0; axis < a.dims().size(); axis++) {
      if (a.dims().get(axis) > 1 && !a.strides().get(axis).equals(b.strides().get(axis))) {
        return false;
      }
    }
    return true;
  }

  static Desc plain(TensorType type) {
    return Desc.plain(dataType(type), type.shape().toLongs());
  }

  static Desc any(TensorType type) {
    return any(type, dataType(type));
  }

  static Desc any(TensorType type, DataType elements) {
    return Desc.any(elements, type.shape().toLongs());
  }

  /** The layout and element type of {@code like} for another shape of the same rank. */
  static Desc like(Desc like, TensorType type) {
    return like(like, type, like.type());
  }

  /** The layout of {@code like} for another shape or element type. */
  static Desc like(Desc like, TensorType type, DataType elements) {
    long[] dims = type.shape().toLongs();
    return dims.length == 4 ? Desc.of(elements, tagOf(like), dims) : plain(type);
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
