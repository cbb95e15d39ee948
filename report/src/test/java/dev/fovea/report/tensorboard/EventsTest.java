// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same bytes as Google's own library writes; {@code make_fixtures.py} says how. */
class EventsTest {
  private static byte[] fixture(String name) throws IOException {
    String all =
        new String(
            EventsTest.class.getResourceAsStream("events.txt").readAllBytes(),
            StandardCharsets.UTF_8);
    String line = all.lines().filter(l -> l.startsWith(name + " ")).findFirst().orElseThrow();
    return HexFormat.of().parseHex(line.substring(name.length() + 1));
  }

  private static byte[] framed(byte[] event) {
    return EventFile.framed(List.of(event));
  }

  @Test
  void aFileBeginsWithItsVersion() throws IOException {
    assertThat(framed(Events.version(1234.5))).isEqualTo(fixture("version"));
  }

  @Test
  void scalarsAreWrittenAlsoWhenTheyAreZeroOrNoNumber() throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/train", 0.25);
    values.put("lr", 0.0);
    values.put("accuracy/test", Double.NaN);
    assertThat(framed(Events.scalars(1.7e9, 300, values))).isEqualTo(fixture("scalars"));
  }

  @Test
  void imagesCarryTheirSize() throws IOException {
    byte[] png = new byte[256];
    for (int i = 0; i < 256; i++) {
      png[i] = (byte) i;
    }
    assertThat(framed(Events.image(3.25, 70_000, "plots/\u00e4", png, 300, 2)))
        .isEqualTo(fixture("image"));
  }

  /** CRC-32C of "123456789" is e3069283, of 32 zero bytes 8a9136aa (RFC 3720, B.4). */
  @Test
  void checksumsAreMasked() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(EventFile.masked(digits))
        .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8);
    assertThat(EventFile.masked(new byte[32]))
        .isEqualTo(Integer.rotateRight(0x8a9136aa, 15) + 0xa282ead8);
  }
}
