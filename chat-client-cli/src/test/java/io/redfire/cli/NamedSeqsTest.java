package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class NamedSeqsTest {
  private final NamedSeqs names = new NamedSeqs();

  @Test
  void messageIsNamedByItsSeqAndByItsTagWhereThatIsGiven() {
    assertThat(names.convert("7")).isEqualTo(new NamedSeq(7, ""));
    assertThat(names.convert("7:0123456789abcdef")).isEqualTo(new NamedSeq(7, "0123456789abcdef"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "x", "7:", "7:0123", "7:0123456789ABCDEF", ":0123456789abcdef"})
  void allElseIsRefused(String given) {
    assertThatThrownBy(() -> names.convert(given))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("(expected: ");
  }
}
