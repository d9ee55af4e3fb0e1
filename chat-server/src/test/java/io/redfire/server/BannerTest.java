package io.redfire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.server.settings.ListenAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BannerTest {
  private static final ListenAddress HERE = new ListenAddress("127.0.0.1", 7400);
  private static final ListenAddress NETWORK = new ListenAddress("0.0.0.0", 7400);

  @Test
  void aServerThatIsOpenSinceItIsOnLoopbackSaysSo() {
    assertThat(entry(true, true, HERE))
        .isEqualTo(
            "guests and accounts; everybody may register (from this machine only; behind a proxy see"
                + " docs/operations.md#security)");
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
