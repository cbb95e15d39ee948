// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_blocked;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_kind_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_blob;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_data_type;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_dims;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_format_kind;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_blks;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_idxs;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_inner_nblks_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_ndims_s32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_padded_dims;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_submemory_offset_s64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** What a native memory descriptor says of itself, read once into Java. */
record DescFacts(
    List<Long> dims,
    List<Long> paddedDims,
    DataType type,
    long bytes,
    long offset,
    boolean any,
    boolean blocked,
    List<Long> strides,
    List<Long> innerBlocks,
    List<Long> innerDims) {

  static final DescFacts NONE =
      new DescFacts(
          List.of(), List.of(), null, 0, 0, false, false, List.of(), List.of(), List.of());

  static DescFacts read(dnnl_memory_desc md) {
    try (LongPointer out = new LongPointer(1)) {
      int rank = (int) number(md, dnnl_query_ndims_s32, out);
      if (rank == 0) {
        return NONE;
      }
      int kind = (int) number(md, dnnl_query_format_kind, out);
      boolean blocked = kind == dnnl_blocked;
      int blocks = blocked ? (int) number(md, dnnl_query_inner_nblks_s32, out) : 0;
      return new DescFacts(
          list(md, dnnl_query_dims, rank, out),
          list(md, dnnl_query_padded_dims, rank, out),
          DataType.of((int) number(md, dnnl_query_data_type, out)),
          kind == dnnl_format_kind_any ? 0 : dnnl_memory_desc_get_size(md),
          number(md, dnnl_query_submemory_offset_s64, out),
          kind == dnnl_format_kind_any,
          blocked,
          blocked ? list(md, dnnl_query_strides, rank, out) : List.of(),
          list(md, dnnl_query_inner_blks, blocks, out),
          list(md, dnnl_query_inner_idxs, blocks, out));
    }
  }

  static byte[] blob(dnnl_memory_desc md) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      DnnlException.check(
          dnnl_memory_desc_get_blob((byte[]) null, size, md), "memory descriptor size");
      byte[] blob = new byte[(int) size.get()];
      DnnlException.check(dnnl_memory_desc_get_blob(blob, size, md), "memory descriptor copy");
      return blob;
    }
  }

  // 32-bit answers fill the low half of the zeroed cell; all supported platforms are little-endian.
  private static long number(dnnl_memory_desc md, int what, LongPointer out) {
    out.put(0, 0);
    DnnlException.check(dnnl_memory_desc_query(md, what, out), "memory descriptor query " + what);
    return out.get(0);
  }

  private static List<Long> list(dnnl_memory_desc md, int what, int count, LongPointer out) {
    if (count == 0) {
      return List.of();
    }
    LongPointer values = new LongPointer(new Address(number(md, what, out)));
    List<Long> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(values.get(i));
    }
    return List.copyOf(list);
  }

  boolean sameShape(DescFacts other) {
    return type == other.type && dims.equals(other.dims);
  }

  boolean plain() {
    if (!blocked || !innerBlocks.isEmpty()) {
      return false;
    }
    long stride = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      if (dims.get(i) != 1 && strides.get(i) != stride) {
        return false;
      }
      stride *= dims.get(i);
    }
    return true;
  }

  /**
   * How many blocks, of one element each without inner blocks, the layout has along a dimension.
   */
  private long blocks(int dim) {
    long block = 1;
    for (int b = 0; b < innerBlocks.size(); b++) {
      block *= innerDims.get(b) == dim ? innerBlocks.get(b) : 1;
    }
    return paddedDims.get(dim) / block;
  }

  String text() {
    if (any) {
      return "any";
    }
    if (!blocked) {
      return "opaque";
    }
    StringBuilder s = new StringBuilder();
    IntStream.range(0, dims.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -strides.get(i)).thenComparing(i -> -blocks(i)))
        .forEach(i -> s.append((char) ((innerDims.contains((long) i) ? 'A' : 'a') + i)));
    for (int b = 0; b < innerBlocks.size(); b++) {
      s.append(innerBlocks.get(b)).append((char) ('a' + innerDims.get(b)));
    }
    return s.toString();
  }
}
