package io.redfire.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.redis.RedisAddress;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.settings.ListenAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {
  private static final ListenAddress HERE = new ListenAddress("127.0.0.1", 7400);
  private static final ListenAddress NETWORK = new ListenAddress("0.0.0.0", 7400);
  private static final RedisAddress.Tcp REDIS = new RedisAddress.Tcp("127.0.0.1", 6379, false);

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, false, --server 127.0.0.1:7400",
    "0.0.0.0, false, --server localhost:7400",
    "::, false, --server localhost:7400",
    "chat.example, false, --server chat.example:7400",
    "0.0.0.0, true, --server ITS_NAME:7400 --tls",
  })
  void commandsLeadToTheServer(String host, boolean tls, String way) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    ListenAddress listening = new ListenAddress(host, 7400);
    OneTimeCode code = OneTimeCode.create();
    Banner.print(
        out,
        listening,
        tls,
        new RedisAddress(REDIS, Optional.empty(), Optional.empty(), 0),
        REDIS,
        Optional.empty(),
        "",
        "",
        "",
        "");
    Banner.firstAdmin(out, listening, tls, code);
    List<String> lines = bytes.toString(UTF_8).lines().toList();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("Join "))
        .singleElement()
        .asString()
        .endsWith(" chat " + way + " --as YOUR_NAME --room chat");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("First administrator: "))
        .singleElement()
        .asString()
        .as("a command, with no secret in it")
        .endsWith(" register NAME --code " + way)
        .doesNotContain(code.text());
    assertThat(lines.get(lines.size() - 1)).endsWith(" " + code.text());
  }

  @Test
  void aServerThatIsOpenSinceItIsOnLoopbackSaysSo() {
    assertThat(entry(true, true, HERE))
        .isEqualTo(
            "guests and accounts; everybody may register (from this machine only; behind a proxy"
                + " see docs/operations.md#security)");
    assertThat(entry(false, true, HERE)).contains("behind a proxy");
    assertThat(entry(true, false, HERE)).contains("behind a proxy");
  }

  @Test
  void aServerThatIsClosedHasNoNeedToSayWhereItIs() {
    assertThat(entry(false, false, HERE)).isEqualTo("accounts; a code is needed for one");
    assertThat(entry(true, false, NETWORK))
        .isEqualTo("guests and accounts; a code is needed for one");
  }

  private static String entry(boolean guests, boolean open, ListenAddress listen) {
    return Banner.entry(new AccountSettings(guests, open, Optional.empty()), listen);
  }
}
