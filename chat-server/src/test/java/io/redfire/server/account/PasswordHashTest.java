package io.redfire.server.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final String SALT = "c29tZXNhbHQ";
  private static final String DIGEST = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  /** Made by the reference implementation of argon2, from its own tests. */
  @ParameterizedTest
  @CsvSource({
    "'$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'",
    "'$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc'"
  })
  void digestIsTheOneOfTheReferenceImplementation(String phc) {
    PasswordHash hash = PasswordHash.parse(phc).orElseThrow();
    assertThat(hash.salt()).isEqualTo("somesalt".getBytes(UTF_8));
    assertThat(
            hash.hasDigest(
                new Argon2id().digest(Password.of("password"), hash.cost(), hash.salt(), 32)))
        .isTrue();
    assertThat(hash.phc()).isEqualTo(phc);
  }

  @Test
  void recommendationsOfOwaspAndTheRfcCanBeRead() {
    assertReadable(47104, 1, 1);
    assertReadable(19456, 2, 1);
    assertReadable(12288, 3, 1);
    assertReadable(9216, 4, 1);
    assertReadable(7168, 5, 1);
    assertReadable(65536, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=4194304,t=2,p=1",
        "m=65537,t=2,p=1",
        "m=999999,t=2,p=1",
        "m=19456,t=9,p=1",
        "m=19456,t=99,p=1",
        "m=19456,t=2,p=5",
        "m=7,t=2,p=1",
        "m=15,t=2,p=2",
        "m=0,t=2,p=1",
        "m=19456,t=0,p=1",
        "m=19456,t=2,p=0",
        "m=-1,t=2,p=1",
        "m=019456,t=2,p=1",
        "m=99999999999999999999,t=2,p=1",
        "t=2,m=19456,p=1",
        "m=19456,t=2",
        "m=١٩٤٥٦,t=2,p=1",
      })
  void costBeyondTheBoundsCannotBeRead(String cost) {
    assertUnreadable("$argon2id$v=19$" + cost + "$" + SALT + "$" + DIGEST);
  }

  @Test
  void whatIsNoHashOfThisKindCannotBeRead() {
    String rest = "m=19456,t=2,p=1$" + SALT + "$" + DIGEST;
    assertThat(PasswordHash.parse("$argon2id$v=19$" + rest)).isPresent();
    assertUnreadable("");
    assertUnreadable("hush");
    assertUnreadable("$argon2i$v=19$" + rest);
    assertUnreadable("$argon2d$v=19$" + rest);
    assertUnreadable("$argon2id$v=16$" + rest);
    assertUnreadable("$argon2id$" + rest);
    assertUnreadable("$argon2id$v=19$" + rest + "\n");
    assertUnreadable(" $argon2id$v=19$" + rest);
    assertUnreadable("$argon2id$v=19$" + rest + "=");
    assertUnreadable("$argon2id$v=19$" + rest + "$" + SALT);
    assertUnreadable("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy");
  }

  @Test
  void saltAndDigestHaveBounds() {
    assertUnreadable(phc(7, 32));
    assertThat(PasswordHash.parse(phc(8, 16))).isPresent();
    assertUnreadable(phc(8, 15));
    assertThat(PasswordHash.parse(phc(64, 64))).isPresent();
    assertUnreadable(phc(65, 64));
    assertUnreadable(phc(64, 65));
    assertUnreadable(phc(16, 100_000));
  }

  @Test
  void digestHasOneSpellingOnly() {
    String phc = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + DIGEST;
    assertUnreadable(phc.substring(0, phc.length() - 1) + "5");
  }

  @Test
  void textFormShowsNothing() {
    assertThat(PasswordHash.parse(phc(16, 32)).orElseThrow()).hasToString("PasswordHash[…]");
  }

  private static String phc(int salt, int digest) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=19456,t=2,p=1$"
        + base64.encodeToString(new byte[salt])
        + "$"
        + base64.encodeToString(new byte[digest]);
  }

  private static void assertReadable(int kibibytes, int passes, int lanes) {
    String phc =
        "$argon2id$v=19$m="
            + kibibytes
            + ",t="
            + passes
            + ",p="
            + lanes
            + "$"
            + SALT
            + "$"
            + DIGEST;
    assertThat(PasswordHash.parse(phc)).map(PasswordHash::phc).contains(phc);
  }

  private static void assertUnreadable(String text) {
    assertThat(PasswordHash.parse(text)).as(text).isEmpty();
  }
}
