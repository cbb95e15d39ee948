// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FontsTest {
  @Test
  void whereTestsRunTextCanBeDrawn() {
    assertThat(Fonts.missing()).isEmpty();
  }

  @Test
  void aMissingLibraryIsNamedWithWhatToInstall() {
    var link = new UnsatisfiedLinkError("libfontmanager.so: libharfbuzz.so.0: cannot open");
    var wrapped = new NoClassDefFoundError("Could not initialize class sun.font.SunFontManager");
    wrapped.initCause(link);
    String line =
        "Java cannot draw text here (libfontmanager.so: libharfbuzz.so.0: cannot open); install the"
            + " system's font libraries, in Debian: apt-get install fontconfig libfreetype6"
            + " libharfbuzz0b";
    assertThat(Fonts.explained(wrapped)).contains(line);
    assertThat(Fonts.reason(wrapped)).isEqualTo(line);
    var unset = new RuntimeException("Fontconfig head is null, check your fonts");
    assertThat(Fonts.explained(unset)).isPresent();
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    var other = new IllegalStateException("no\nthing");
    assertThat(Fonts.explained(other)).isEmpty();
    assertThat(Fonts.reason(other)).isEqualTo("java.lang.IllegalStateException: no");
  }
}
