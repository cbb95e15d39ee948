// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void textIsEscaped() {
    assertThat(Html.element("b class=x", "<script>\"a\" & 'b'").code())
        .isEqualTo("<b class=x>&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;</b>");
    assertThat(Html.table(List.of("a<b"), List.of(List.of("</td>"))).code())
        .contains("<th>a&lt;b</th>", "<td>&lt;/td&gt;</td>");
  }

  @Test
  void aNameFromOutsideTurnsNothingRound() {
    assertThat(Html.name("\u05d7\u05ea\u05d5\u05dc<").code())
        .isEqualTo("<bdi>\u05d7\u05ea\u05d5\u05dc&lt;</bdi>");
    assertThat(Html.tableOf(List.of("a"), List.of(List.of(Html.name("b")))).code())
        .contains("<td><bdi>b</bdi></td>");
  }

  @Test
  void picturesLieInThePage() {
    byte[] png = new byte[24];
    png[18] = 1;
    png[19] = 0x2c;
    assertThat(Html.picture("a\"b", png, 1.5).code())
        .startsWith("<img alt=\"a&quot;b\" width=\"200\" src=\"data:image/png;base64,AAAA");
  }
}
