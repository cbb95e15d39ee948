// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_submemory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_permute_axes;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_reshape;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Shape, element type and layout of memory: an immutable value without native resources, kept as
 * oneDNN's own serialised form. An {@link Engine} must have been opened before the first one is
 * made.
 */
public final class Desc {
  /** What a primitive answers for an operand it does not have: no dimensions, no bytes. */
  public static final Desc NONE = new Desc(new byte[0], DescFacts.NONE);

  private final byte[] blob;
  private final DescFacts facts;

  private Desc(byte[] blob, DescFacts facts) {
    this.blob = blob;
    this.facts = facts;
  }

  /** Memory of those logical dimensions in a named layout. */
  public static Desc of(DataType type, Tag tag, long... dims) {
    if (tag.rank() != 0 && tag.rank() != dims.length) {
      throw new DnnlException(
          "layout %s is for %d dimensions, the shape %s has %d"
              .formatted(tag, tag.rank(), Arrays.toString(dims), dims.length));
    }
    try (Handles h = new Handles()) {
      dnnl_memory_desc md = new dnnl_memory_desc();
      int status = dnnl_memory_desc_create_with_tag(md, dims.length, dims, type.code, tag.code);
      DnnlException.check(status, "memory " + type + Arrays.toString(dims) + " " + tag);
      return read(h.owned(md));
    }
  }

  /** Dense row-major memory, as user data lies. */
  public static Desc plain(DataType type, long... dims) {
    return of(type, Tag.plain(dims.length), dims);
  }

  /** Memory whose layout the primitive is to choose. */
  public static Desc any(DataType type, long... dims) {
    return of(type, Tag.ANY, dims);
  }

  /** Memory with a distance in elements between neighbours along each dimension. */
  public static Desc strided(DataType type, long[] dims, long[] strides) {
    if (dims.length != strides.length) {
      throw new DnnlException(
          "%d dimensions but %d strides".formatted(dims.length, strides.length));
    }
    try (Handles h = new Handles()) {
      dnnl_memory_desc md = new dnnl_memory_desc();
      int status = dnnl_memory_desc_create_with_strides(md, dims.length, dims, type.code, strides);
      DnnlException.check(status, "memory " + type + Arrays.toString(dims) + " with strides");
      return read(h.owned(md));
    }
  }

  /** Copies a descriptor oneDNN owns. */
  static Desc read(dnnl_memory_desc md) {
    if (md == null || md.isNull()) {
      return NONE;
    }
    DescFacts facts = DescFacts.read(md);
    return facts.dims().isEmpty() ? NONE : new Desc(DescFacts.blob(md), facts);
  }

  byte[] blob() {
    return blob;
  }

  /** Logical dimensions. */
  public List<Long> dims() {
    return facts.dims();
  }

  /** Logical elements, those of padding not among them. */
  public int elements() {
    return Math.toIntExact(facts.dims().stream().reduce(1L, Math::multiplyExact));
  }

  /**
   * Dimensions with the padding the layout adds, where a block is not filled; the padding holds
   * zeros.
   */
  public List<Long> paddedDims() {
    return facts.paddedDims();
  }

  public DataType type() {
    if (this == NONE) {
      throw new DnnlException("an absent operand has no data type; ask isNone() first");
    }
    return facts.type();
  }

  /** Bytes the memory takes, padding included; 0 while the layout is {@link Tag#ANY}. */
  public long bytes() {
    return facts.bytes();
  }

  public boolean isNone() {
    return this == NONE;
  }

  public boolean isAny() {
    return facts.any();
  }

  /**
   * Whether elements lie densely in row-major order of the logical dimensions, as user data does.
   */
  public boolean isPlain() {
    return facts.plain();
  }

  /**
   * Elements between neighbouring (blocks of) elements along each dimension; empty while the layout
   * is any.
   */
  public List<Long> strides() {
    return facts.strides();
  }

  /** Sizes of the inner blocks, outermost first; empty without any. */
  public List<Long> innerBlocks() {
    return facts.innerBlocks();
  }

  /** Elements before the first one, not zero in some {@link #submemory}. */
  public long offset() {
    return facts.offset();
  }

  /** The layout in oneDNN's letters, such as {@code aBcd16b}. */
  public String text() {
    return facts.text();
  }

  /**
   * A rectangular part of this memory, to be bound to the address of the whole. Empty where the
   * layout does not allow one, as when an offset falls inside a block.
   */
  public Optional<Desc> submemory(long[] dims, long[] offsets) {
    requireRank(dims.length, "submemory");
    requireRank(offsets.length, "submemory offsets");
    try (Handles h = new Handles()) {
      dnnl_memory_desc md = new dnnl_memory_desc();
      int status = dnnl_memory_desc_create_submemory(md, h.desc(this), dims, offsets);
      return status == 0 ? Optional.of(read(h.owned(md))) : Optional.empty();
    }
  }

  /** The same bytes under other dimensions; empty where the layout does not allow it. */
  public Optional<Desc> reshape(long... dims) {
    try (Handles h = new Handles()) {
      dnnl_memory_desc md = new dnnl_memory_desc();
      int status = dnnl_memory_desc_reshape(md, h.desc(this), dims.length, dims);
      return status == 0 ? Optional.of(read(h.owned(md))) : Optional.empty();
    }
  }

  /** The same bytes with dimension {@code i} renamed to dimension {@code permutation[i]}. */
  public Optional<Desc> permute(int... permutation) {
    requireRank(permutation.length, "permutation");
    try (Handles h = new Handles()) {
      dnnl_memory_desc md = new dnnl_memory_desc();
      int status = dnnl_memory_desc_permute_axes(md, h.desc(this), permutation);
      return status == 0 ? Optional.of(read(h.owned(md))) : Optional.empty();
    }
  }

  private void requireRank(int rank, String what) {
    if (rank != facts.dims().size()) {
      throw new DnnlException("%s of %d dimensions asked of %s".formatted(what, rank, this));
    }
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Desc d) || isNone() || d.isNone() || !facts.sameShape(d.facts)) {
      return false;
    }
    if (Arrays.equals(blob, d.blob)) {
      return true;
    }
    try (Handles h = new Handles()) {
      return dnnl_memory_desc_equal(h.desc(this), h.desc(d)) != 0;
    }
  }

  @Override
  public int hashCode() {
    return 31 * facts.dims().hashCode() + (isNone() ? 0 : facts.type().hashCode());
  }

  @Override
  public String toString() {
    return isNone()
        ? "none"
        : facts.type().name().toLowerCase(java.util.Locale.ROOT) + facts.dims() + ":" + text();
  }
}
