package io.redfire.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.util.List;

/** Addresses of servers, as flags and variables tell them. */
class ServerAddressFuzzTest {
  @FuzzTarget(maxBytes = 128)
  void addressesComeBackOrAreRefused(byte[] input) {
    List<ServerAddress> addresses;
    try {
      addresses = ServerAddress.parseList(new String(input, UTF_8));
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal).isExactlyInstanceOf(IllegalArgumentException.class);
      assertThat(refusal.getMessage()).contains("(expected: ").hasSizeLessThan(300);
      return;
    }
    for (ServerAddress address : addresses) {
      assertThat(address.host()).isNotEmpty().doesNotContainPattern("[\\s\\p{IsControl}]");
      assertThat(address.port()).isBetween(1, 65_535);
      assertThat(address.isLoopback()).isIn(true, false);
      assertThat(ServerAddress.parse(address.toString())).isEqualTo(address);
    }
  }
}
