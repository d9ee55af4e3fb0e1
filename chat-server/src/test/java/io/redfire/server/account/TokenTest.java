package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import io.redfire.core.log.UserName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();
  private static final String ALICE = "YWxpY2U";
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @ParameterizedTest
  @ValueSource(strings = {"alice", "a", "a.b_c-d", "张伟", "مريم", "𠮷野"})
  void readsBackWhatItWrote(String name) {
    Token token = Token.create(new UserName(name));
    assertThat(Token.isLike(token.text())).isTrue();
    Token read = Token.parse(token.text());
    assertThat(read.user()).isEqualTo(new UserName(name));
    assertThat(read.text()).isEqualTo(token.text());
    assertThat(read.digest()).isEqualTo(token.digest());
  }

  @Test
  void longestNameFits() {
    UserName name = new UserName("𠮷".repeat(64));
    assertThat(Token.parse(Token.create(name).text()).user()).isEqualTo(name);
  }

  @Test
  void textHasTheDocumentedForm() {
    Token token = Token.parse("rf1_" + ALICE + "." + SECRET);
    assertThat(token.user()).isEqualTo(new UserName("alice"));
    assertThat(token.digest())
        .isEqualTo(Hashing.sha256().hashBytes(BASE64.decode(SECRET)).toString())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void eachTokenIsAnother() {
    Token one = Token.create(new UserName("alice"));
    Token other = Token.create(new UserName("alice"));
    assertThat(one.matches(one.digest())).isTrue();
    assertThat(one.matches(other.digest())).isFalse();
    assertThat(one.matches("")).isFalse();
  }

  @Test
  void textFormShowsWhoseItIsAndNoSecret() {
    assertThat(Token.parse("rf1_" + ALICE + "." + SECRET)).hasToString("Token[alice, …]");
  }

  @Test
  void whatIsNoTokenIsRefusedAndNotRepeated() {
    List<String> bad = new ArrayList<>();
    bad.add("");
    bad.add("hush");
    bad.add("rf1_");
    bad.add("rf1_.");
    bad.add("rf1_" + ALICE);
    bad.add("rf1_" + ALICE + ".");
    bad.add("rf1_." + SECRET);
    bad.add("rf2_" + ALICE + "." + SECRET);
    bad.add("RF1_" + ALICE + "." + SECRET);
    bad.add(" rf1_" + ALICE + "." + SECRET);
    bad.add("rf1_" + ALICE + "." + SECRET + "\n");
    bad.add("rf1_" + ALICE + "." + SECRET + "." + SECRET);
    bad.add("rf1_" + ALICE + "." + SECRET + "A");
    bad.add("rf1_" + ALICE + "." + SECRET.substring(1));
    bad.add("rf1_" + ALICE + "=." + SECRET);
    bad.add("rf1_" + ALICE + "." + SECRET.replace('A', '+'));
    bad.add("rf1_" + ALICE + "." + SECRET.replace('A', 'Ａ'));
    bad.add("rf1_" + "A".repeat(1_000_000) + "." + SECRET);
    // The same bytes, spelled with other bits where there should be none.
    bad.add("rf1_YWxpY2V." + SECRET);
    bad.add("rf1_" + ALICE + "." + SECRET.replaceFirst("8$", "9"));
    // Names that are none: a colon, a brace, not NFC, too long.
    for (String name : List.of("a:b", "a{b}", "e\u0301", "", "x".repeat(65), "a\u0000b")) {
      bad.add("rf1_" + BASE64.encode(name.getBytes(UTF_8)) + "." + SECRET);
    }
    // Bytes that are no UTF-8: a stray byte, an overlong form, half a surrogate pair.
    for (byte[] bytes :
        List.of(
            new byte[] {(byte) 0xff, 'a'},
            new byte[] {(byte) 0xc1, (byte) 0xa1},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})) {
      bad.add("rf1_" + BASE64.encode(bytes) + "." + SECRET);
    }
    for (String text : bad) {
      assertThatThrownBy(() -> Token.parse(text))
          .as(text)
          .isInstanceOf(InvalidField.class)
          .hasMessage(
              "token: not a token of this service (expected: the text that was shown when it was"
                  + " made)");
    }
  }
}
