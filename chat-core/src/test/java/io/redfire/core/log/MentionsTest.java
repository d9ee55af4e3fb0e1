package io.redfire.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MentionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@bob|bob",
        "hi @bob and @alice|bob alice",
        "@bob, @bob|bob",
        "(@a_b-c.d9)|a_b-c.d9",
        "你好@小明 来|小明",
        "@bob@alice|bob",
        "@@bob|bob",
        "@bob.|bob. bob",
        "@bob...|bob... bob",
        "@e\u0301|é",
        "@room|room",
        "@हिन्दी!|हिन्दी"
      })
  void namesAreAsLongAsTheyGo(String text, String names) {
    assertThat(Mentions.in(text)).containsExactlyElementsOf(List.of(names.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no", "bob", "@", "@ bob", "bob@example.org", "x.@bob", "@🔥", "a@b@c"})
  void anythingElseIsNoMention(String text) {
    assertThat(Mentions.in(text)).isEmpty();
  }

  @Test
  void nameLongerThanNamesAreIsNone() {
    assertThat(Mentions.in("@" + "𠀀".repeat(64))).hasSize(1);
    assertThat(Mentions.in("@" + "𠀀".repeat(65))).isEmpty();
  }

  @Test
  void only50CountInOneText() {
    String text =
        IntStream.range(0, 80).mapToObj(i -> "@u" + i + ".").collect(Collectors.joining(" "));
    assertThat(Mentions.in(text)).hasSize(50).contains("u0", "u24").doesNotContain("u25");
  }
}
