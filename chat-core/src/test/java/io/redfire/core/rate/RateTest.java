package io.redfire.core.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.UserName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({"PT0.25S,1/250ms", "PT2S,1/2s", "PT90S,1/90s", "PT10M,1/10m", "PT24H,1/24h"})
  void showsTheLargestUnitThatDoes(String period, String shown) {
    assertThat(new Rate(1, Duration.parse(period))).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource({"0,PT1S", "1000001,PT1S", "1,PT0S", "1,PT-1S", "1,PT24H0.001S", "1,PT0.0005S"})
  void refusesWhatIsOutOfBounds(int tokens, String period) {
    assertThatThrownBy(() -> new Rate(tokens, Duration.parse(period)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,192.0.2.7,false",
    "127.0.0.1,127.0.0.1,true",
    "::1,::1,true",
    "::ffff:192.0.2.7,192.0.2.7,false",
    "2001:db8::7,2001:db8::/64,false",
    "2001:db8:0:1:8000::,2001:db8:0:1::/64,false",
  })
  void countsAddressesByWhoHasThem(String address, String text, boolean loopback)
      throws UnknownHostException {
    assertThat(ClientAddress.of(InetAddress.getByName(address)))
        .isEqualTo(new ClientAddress(text, loopback));
  }

  @ParameterizedTest
  @CsvSource({"Send", "a:b", "'a}'", "''", "-a"})
  void aLimitsNameReachesNoOtherKey(String limit) {
    UserName user = new UserName("alice");
    assertThatThrownBy(() -> RateKey.ofUser(user, limit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void equalKeysAreOne() {
    assertThat(RateKey.ofUser(new UserName("alice"), "send"))
        .isEqualTo(RateKey.ofUser(new UserName("alice"), "send"));
  }
}
