package io.redfire.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;

/** Texts from the network on their way to a terminal that shows their formatting. */
class FormattedTextFuzzTest {
  private static final String OURS = "\u001b\\[(1|3|4|36|22|23|24|39)m";

  @FuzzTarget(maxBytes = 4096)
  void nothingButOurOwnEscapesComesOut(byte[] input) {
    String text = new String(input, UTF_8);
    String shown = new FormattedText().lines(text, "    ");
    assertThat(shown.replaceAll(OURS, "").replace("\n", ""))
        .doesNotContainPattern(TerminalTextFuzzTest.HARMFUL);
    assertThat(shown.replace("\n    ", "")).as("each line is indented").doesNotContain("\n");
  }
}
