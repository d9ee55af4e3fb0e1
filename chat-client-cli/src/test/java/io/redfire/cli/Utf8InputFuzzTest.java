package io.redfire.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.util.StringJoiner;

/** Standard input. */
class Utf8InputFuzzTest {
  @FuzzTarget(maxBytes = 1024)
  void textIsExactOrRefused(byte[] input) {
    try {
      assertThat(of(input).all().getBytes(UTF_8)).isEqualTo(input);
    } catch (Failure refusal) {
      assertThat(refusal.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(refusal).hasMessageContaining("(expected: ");
      assertThat(new String(input, UTF_8)).contains("\ufffd");
      return;
    }
    Utf8Input lines = of(input);
    StringJoiner joined = new StringJoiner("\n");
    long number = 1;
    for (String line = lines.line(number); line != null; line = lines.line(++number)) {
      joined.add(line);
    }
    String all = new String(input, UTF_8);
    assertThat(all).isIn(joined.toString(), joined + "\n");
  }

  private static Utf8Input of(byte[] input) {
    return new Utf8Input(new ByteArrayInputStream(input));
  }
}
