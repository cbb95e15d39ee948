// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsColumnsAndSeparatesThousands() {
    StringWriter text = new StringWriter();
    new Table("name", ">count", "note")
        .row("a", 1234567L, "x")
        .row("longer", 5, "")
        .print(new PrintWriter(text));
    assertThat(text.toString().lines())
        .containsExactly("name        count  note", "a       1,234,567  x", "longer          5");
  }

  @Test
  void bytesHaveBinaryPrefixes() {
    assertThat(Units.bytes(0)).isEqualTo("0 B");
    assertThat(Units.bytes(1023)).isEqualTo("1023 B");
    assertThat(Units.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Units.bytes(300L << 20)).isEqualTo("300 MiB");
    assertThat(Units.bytes(Long.MAX_VALUE)).isEqualTo("8192 PiB");
  }

  @Test
  void fractionsArePercentages() {
    assertThat(Units.percent(0.82451)).isEqualTo("82.45 %");
    assertThat(Units.decimal(12345.678, 1)).isEqualTo("12,345.7");
  }
}
