package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormattedTextTest {
  private static String shown(String text) {
    return new FormattedText()
        .lines(text, "    ")
        .replace("\u001b[1m", "{b:")
        .replace("\u001b[3m", "{i:")
        .replace("\u001b[4m", "{u:")
        .replace("\u001b[36m", "{c:")
        .replaceAll("\u001b\\[(22|23|24|39)m", "}");
  }

  @Test
  void theSubsetIsShown() {
    assertThat(shown("a *b* __c__ `d*` e")).isEqualTo("a {i:b} {b:c} {c:d*} e");
    assertThat(shown("***both***")).isEqualTo("{i:{b:both}}");
    assertThat(shown("> said\n> so\n\nno")).isEqualTo("│ said\n    │ so\n    no");
    assertThat(shown("- a\n- b\n  more")).isEqualTo("• a\n    • b\n      more");
    assertThat(shown("3. a\n4. b")).isEqualTo("3. a\n    4. b");
    assertThat(shown("```\n<b> *x*\n  y\n```")).isEqualTo("  {c:<b> *x*\n        y}");
    assertThat(shown("one &\n\ntwo")).isEqualTo("one &\n    \n    two");
    assertThat(shown("\\*not\\*")).isEqualTo("*not*");
    assertThat(shown("火は*熱い*")).isEqualTo("火は{i:熱い}");
  }

  @Test
  void aLinkShowsWhereItGoes() {
    assertThat(shown("[https://bank.example](https://evil.example/x)"))
        .isEqualTo("{u:https://bank.example} <https://evil.example/x>");
    assertThat(shown("[](https://evil.example)")).isEqualTo("{u:} <https://evil.example>");
    assertThat(shown("<https://a.example>")).isEqualTo("{u:https://a.example}");
    assertThat(shown("[a](https://b.example \"title\")"))
        .isEqualTo("{u:a} <https://b.example> \"title\"");
    assertThat(shown("see [a]\n\n[a]: https://b.example"))
        .contains("{u:a} <https://b.example>")
        .contains("[a]: <https://b.example>");
    assertThat(shown("![a](https://b.example/p.png)")).isEqualTo("!a <https://b.example/p.png>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "# no heading",
        "line\n---",
        "    four *spaces* are no code",
        "a_b_c snake_case",
        "2 * 3 * 4",
        "@alice_b, @room"
      })
  void whatIsNoPartOfItStaysAsItIs(String text) {
    assertThat(shown(text).replaceAll("[{]i:spaces}", "*spaces*"))
        .isEqualToIgnoringWhitespace(text);
  }

  @Test
  void nothingButWordsKeepsItsSpaces() {
    assertThat(shown("  a   b\n\n\n  c")).isEqualTo("  a   b\n    \n    \n      c");
  }

  @Test
  void nothingHarmfulComesOutOfAnything() {
    for (String text :
        List.of(
            "*\u001b[2J*",
            "*&#27;[2J*",
            "`a` &#x1b;]0;title&#7; &#x202e;",
            "[&#27;[2J](https://a.example/&#27;[2J \"&#27;[2J\")",
            "```&#27;\n\u001b[2J\n```",
            "[\u202ea]: https://a.example/\u202e",
            "*a*&NewLine;b")) {
      assertThat(
              new FormattedText().lines(text, "").replaceAll("\u001b\\[(1|3|4|36|2[2-4]|39)m", ""))
          .as(text)
          .doesNotContainPattern("[\\p{IsControl}\\x{202e}&&[^\\n\\t]]");
    }
    assertThat(shown("*a*&NewLine;b")).isEqualTo("{i:a}\\nb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "*", "*a ", "_a_b", "`", "![", "> ", "- ", "1. ", "<", "[a](", "&", "\\", "~"
      })
  void whateverIsRepeatedIsShownAtOnce(String piece) {
    for (String text :
        List.of(
            piece.repeat(10_240 / piece.length()),
            piece.repeat(5_120 / piece.length()) + "x" + "]*)".repeat(1_700),
            (piece + "\n").repeat(2_000),
            piece.repeat(1_000_000 / piece.length()))) {
      String lines =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10), () -> new FormattedText().lines(text, "    "));
      assertThat(lines.length()).isLessThan(60 * text.length() + 100);
    }
  }
}
