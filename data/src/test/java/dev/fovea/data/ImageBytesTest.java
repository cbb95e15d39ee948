// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import org.junit.jupiter.api.Test;

class ImageBytesTest {
  /** Two channels of two rows and three columns, the number of channel, row and column each. */
  private static final byte[] IN_ORDER = {0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112};

  private static final ImageShape SHAPE = new ImageShape(2, 2, 3);

  private final ImageBytes image = ImageBytes.of(SHAPE, IN_ORDER, 0);

  @Test
  void samplesInOrderAreNotCopied() {
    assertThat(image.samples()).isSameAs(IN_ORDER);
    byte[] longer = new byte[20];
    System.arraycopy(IN_ORDER, 0, longer, 5, IN_ORDER.length);
    assertThat(ImageBytes.of(SHAPE, longer, 5).samples()).isEqualTo(IN_ORDER);
  }

  @Test
  void pixelsTogetherComeInOrder() {
    byte[] pixels = {0, 100, 1, 101, 2, 102, 10, 110, 11, 111, 12, 112};
    assertThat(new ImageBytes(pixels, 0, SHAPE, 1, 6, 2).samples()).isEqualTo(IN_ORDER);
  }

  @Test
  void views() {
    assertThat(image.part(1, 1, 1, 2).samples()).containsExactly(11, 12, 111, 112);
    assertThat(image.upsideDown().samples())
        .containsExactly(10, 11, 12, 0, 1, 2, 110, 111, 112, 100, 101, 102);
    assertThat(image.leftToRight().samples())
        .containsExactly(2, 1, 0, 12, 11, 10, 102, 101, 100, 112, 111, 110);
    assertThat(image.transposed().shape()).isEqualTo(new ImageShape(2, 3, 2));
    assertThat(image.transposed().samples())
        .containsExactly(0, 10, 1, 11, 2, 12, 100, 110, 101, 111, 102, 112);
    assertThat(image.transposed().leftToRight().part(2, 0, 1, 1).samples())
        .containsExactly(12, 112);
    ImageBytes grey = ImageBytes.of(new ImageShape(1, 1, 2), new byte[] {7, 8}, 0);
    assertThat(grey.repeated(3).samples()).containsExactly(7, 8, 7, 8, 7, 8);
  }

  @Test
  void copiesToAPlace() {
    byte[] destination = new byte[6];
    image.part(0, 0, 2, 1).copyTo(destination, 1);
    assertThat(destination).containsExactly(0, 0, 10, 100, 110, 0);
  }

  @Test
  void refusesWhatReachesBeyondTheArray() {
    assertThatThrownBy(() -> ImageBytes.of(SHAPE, IN_ORDER, 1))
        .isInstanceOf(FoveaException.class)
        .hasMessage("an image of 2x2x3 reaches from byte 1 to 12 of an array of 12");
    assertThatThrownBy(() -> new ImageBytes(IN_ORDER, 3, SHAPE, 1, -6, 2))
        .hasMessageContaining("from byte -3 to 8");
    assertThatThrownBy(() -> image.part(0, 2, 1, 2))
        .hasMessage("a part of 1 x 2 pixels from row 0 and column 2 of an image of 2x2x3");
  }
}
