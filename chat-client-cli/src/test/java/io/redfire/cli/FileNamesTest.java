package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  @ParameterizedTest
  @CsvSource({
    "cat.png, cat.png",
    "'猫 (2).png', '猫 (2).png'",
    "/etc/passwd, _etc_passwd",
    "../../.ssh/authorized_keys, _.._.ssh_authorized_keys",
    ".bashrc, bashrc",
    "-rf, rf",
    "a\\b, a_b",
    "a:b, a_b",
    "CON.txt, _CON.txt",
    "lpt1, _lpt1",
    "'trailing. ', trailing",
    "'', otherwise",
    "'.. .', otherwise",
  })
  void nameStaysHereAndIsNothingSpecial(String name, String harmless) {
    assertThat(FileNames.harmless(name, "otherwise")).isEqualTo(harmless);
  }

  @Test
  void nameHoldsNoControlsAndIsNotLong() {
    assertThat(FileNames.harmless("a\u001b[31m\n\u202e" + "x".repeat(500), ""))
        .matches("a__31m__x+")
        .hasSizeLessThanOrEqualTo(100);
  }
}
