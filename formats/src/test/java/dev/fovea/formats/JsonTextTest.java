// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  record Row(int z, double a, long n, List<Row> more) {
    Row {
      FoveaException.check(z >= 0, "z is %d, expected 0 or more", z);
    }
  }

  @Test
  void recordsSurviveBitByBit() {
    Row row = new Row(1, 0.1 + 0.2, Long.MAX_VALUE, List.of(new Row(2, 5e-324, -1, List.of())));
    assertThat(JsonText.parse(JsonText.print(row), Row.class)).isEqualTo(row);
    assertThat(JsonText.print(row)).startsWith("{\"z\":1,\"a\":0.30000000000000004,");
  }

  @Test
  void aRecordsOwnRuleIsTheMessage() {
    assertThatThrownBy(() -> JsonText.parse("{\"z\":-1,\"a\":0,\"n\":0,\"more\":[]}", Row.class))
        .isInstanceOf(FoveaException.class)
        .hasMessage("z is -1, expected 0 or more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "3",
        "{",
        "{\"z\":[1",
        "{}",
        "{\"z\":1,\"a\":0,\"n\":0,\"more\":[]} x",
        "{\"z\":1,\"z\":1,\"a\":0,\"n\":0,\"more\":[]}",
        "{\"z\":1,\"a\":0,\"n\":0,\"more\":[],\"other\":1}"
      })
  void refusesInOneLine(String text) {
    assertThatThrownBy(() -> JsonText.parse(text, Row.class))
        .isInstanceOf(FoveaException.class)
        .message()
        .hasLineCount(1)
        .doesNotContain("Source", "marker at");
  }
}
