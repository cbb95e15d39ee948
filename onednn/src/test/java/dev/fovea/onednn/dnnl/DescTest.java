// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static dev.fovea.onednn.dnnl.DataType.BF16;
import static dev.fovea.onednn.dnnl.DataType.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DescTest {
  @BeforeAll
  static void load() {
    Engine.open().close();
  }

  @Test
  void describesLayouts() {
    Desc blocked = Desc.of(F32, Tag.NCHW16C, 2, 6, 5, 5);
    assertThat(blocked.text()).isEqualTo("aBcd16b");
    assertThat(blocked.innerBlocks()).containsExactly(16L);
    assertThat(blocked.dims()).isEqualTo(List.of(2L, 6L, 5L, 5L));
    assertThat(blocked.paddedDims()).isEqualTo(List.of(2L, 16L, 5L, 5L));
    assertThat(blocked.bytes()).isEqualTo(2 * 16 * 25 * 4);
    assertThat(blocked.isPlain()).isFalse();
    assertThat(Desc.of(F32, Tag.NHWC, 2, 6, 5, 5).text()).isEqualTo("acdb");
    assertThat(Desc.of(F32, Tag.OHWI16O, 32, 3, 7, 7).text()).isEqualTo("Acdb16a");
    assertThat(Desc.plain(BF16, 3, 4).bytes()).isEqualTo(24);
    assertThat(Desc.plain(F32, 3, 4).isPlain()).isTrue();
    assertThat(Desc.of(F32, Tag.BA, 3, 4).isPlain()).isFalse();
    Desc any = Desc.any(F32, 1, 2);
    assertThat(any.isAny()).isTrue();
    assertThat(any.bytes()).isZero();
    assertThat(any).hasToString("f32[1, 2]:any");
    assertThat(Desc.NONE).hasToString("none").isEqualTo(Desc.NONE).isNotEqualTo(any);
  }

  @Test
  void equalityIsOfLayoutsNotOfHowTheyWereNamed() {
    Desc byTag = Desc.of(F32, Tag.NHWC, 2, 3, 4, 5);
    Desc byStrides = Desc.strided(F32, new long[] {2, 3, 4, 5}, new long[] {60, 1, 15, 3});
    assertThat(byStrides).isEqualTo(byTag).hasSameHashCodeAs(byTag);
    assertThat(byTag).isNotEqualTo(Desc.plain(F32, 2, 3, 4, 5));
    assertThat(byTag).isNotEqualTo(Desc.of(BF16, Tag.NHWC, 2, 3, 4, 5));
  }

  @Test
  void partsOfBlockedMemoryFallOnBlocks() {
    Desc whole = Desc.of(F32, Tag.NCHW16C, 1, 64, 4, 4);
    Desc part = whole.submemory(new long[] {1, 32, 4, 4}, new long[] {0, 16, 0, 0}).orElseThrow();
    assertThat(part.dims()).isEqualTo(List.of(1L, 32L, 4L, 4L));
    assertThat(part.offset()).isEqualTo(16 * 16);
    assertThat(whole.submemory(new long[] {1, 32, 4, 4}, new long[] {0, 8, 0, 0})).isEmpty();
  }

  @Test
  void reshapesWhatIsDense() {
    Desc d = Desc.plain(F32, 2, 3, 4, 5);
    assertThat(d.reshape(2, 60)).contains(Desc.plain(F32, 2, 60));
    assertThat(d.reshape(7)).isEmpty();
    assertThat(Desc.of(F32, Tag.NCHW16C, 2, 6, 5, 5).reshape(2, 150)).isEmpty();
    assertThat(Desc.plain(F32, 3, 4).permute(1, 0)).contains(Desc.of(F32, Tag.BA, 4, 3));
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> Desc.of(F32, Tag.NHWC, 2, 3))
        .isInstanceOf(DnnlException.class)
        .hasMessageContaining("NHWC is for 4 dimensions, the shape [2, 3] has 2");
    assertThatThrownBy(() -> Desc.plain(F32, 2, -3)).hasMessageContaining("invalid arguments");
    assertThatThrownBy(() -> Desc.plain(F32)).hasMessageContaining("0 dimensions");
    assertThatThrownBy(() -> Desc.strided(F32, new long[2], new long[3]))
        .hasMessageContaining("2 dimensions but 3 strides");
    Desc d = Desc.plain(F32, 2, 3);
    assertThatThrownBy(() -> d.submemory(new long[1], new long[2]))
        .hasMessageContaining("f32[2, 3]");
  }
}
