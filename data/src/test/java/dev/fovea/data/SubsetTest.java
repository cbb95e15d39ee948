// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubsetTest {
  /** One pixel an image, which is its number. */
  private static Dataset of(String classes) {
    byte[] labels = new byte[classes.length()];
    byte[] pixels = new byte[classes.length()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (classes.charAt(i) - '0');
      pixels[i] = (byte) i;
    }
    return new MemoryDataset(
        "few", List.of("a", "b", "c"), new ImageShape(1, 1, 1), pixels, labels);
  }

  @ParameterizedTest
  @CsvSource({
    "0000112, 1, 0",
    "0000112, 2, 0 4",
    "0000112, 3, 0 4 6",
    "0000112, 4, 0 1 4 6",
    "0000112, 5, 0 1 4 5 6",
    "0000112, 6, 0 1 2 4 5 6",
    "0000112, 7, 0 1 2 3 4 5 6",
    "0120120, 3, 0 1 2",
    "2222222, 3, 0 1 2",
  })
  void asManyOfEachClassAsThereAre(String classes, int size, String expected) {
    Subset few = Subset.balanced(of(classes), size);
    assertThat(few.size()).isEqualTo(size);
    String images =
        IntStream.range(0, size)
            .mapToObj(
                i -> {
                  byte[] pixel = new byte[1];
                  few.read(i, pixel, 0);
                  assertThat(few.label(i)).isEqualTo(classes.charAt(pixel[0]) - '0');
                  return String.valueOf(pixel[0]);
                })
            .collect(Collectors.joining(" "));
    assertThat(images).isEqualTo(expected);
    assertThat(Arrays.stream(images.split(" "))).doesNotHaveDuplicates();
  }

  @Test
  void asksForWhatThereIs() {
    assertThatThrownBy(() -> Subset.balanced(of("012"), 4))
        .isInstanceOf(FoveaException.class)
        .hasMessage("4 of the 3 images of few, expected 1 to 3");
  }
}
