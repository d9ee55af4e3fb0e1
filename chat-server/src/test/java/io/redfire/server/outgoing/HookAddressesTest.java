package io.redfire.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookAddressesTest {
  private static HookAddresses over(boolean privateOnes, String... addresses) {
    return new HookAddresses(
        host -> Arrays.stream(addresses).map(InetAddresses::forString).toArray(InetAddress[]::new),
        address -> address.getHostAddress().equals("8.8.4.4"),
        privateOnes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "100::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1"
      })
  void whatIsNoPlaceOfTheInternetIsRefused(String address) throws HookFailure {
    assertThatThrownBy(() -> over(false, address).find("a"))
        .isInstanceOf(HookFailure.class)
        .hasMessageContaining("--webhook-private-addresses allow");
    assertThat(over(true, address).find("a")).isEqualTo(InetAddresses.forString(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "2a00::1"
      })
  void whatIsOneIsFound(String address) throws HookFailure {
    assertThat(over(false, address).find("a")).isEqualTo(InetAddresses.forString(address));
  }

  @Test
  void ofSeveralAddressesOnlyOneThatMayBePostedToIsGiven() throws HookFailure {
    assertThat(over(false, "10.0.0.1", "1.1.1.1", "::1").find("a").getHostAddress())
        .isEqualTo("1.1.1.1");
  }

  @Test
  void anAddressOfTheInternetThatIsThisMachinesOwnIsRefused() throws HookFailure {
    assertThatThrownBy(() -> over(false, "8.8.4.4").find("a"))
        .isInstanceOf(HookFailure.class)
        .hasMessageContaining("this machine");
    assertThat(over(false, "8.8.4.4", "8.8.8.8").find("a").getHostAddress()).isEqualTo("8.8.8.8");
    assertThat(over(true, "8.8.4.4").find("a").getHostAddress()).isEqualTo("8.8.4.4");
  }

  @Test
  void whatAnInterfaceOfThisMachineHasIsItsOwn() {
    assertThat(HookAddresses.isOwn(InetAddress.getLoopbackAddress())).isTrue();
    assertThat(HookAddresses.isOwn(InetAddresses.forString("8.8.8.8"))).isFalse();
  }

  @Test
  void aNameThatStandsForThisMachineIsRefusedAndSoAreOddFormsOfItsAddress() {
    // As Java itself finds them.
    HookAddresses real = new HookAddresses(InetAddress::getAllByName, address -> false, false);
    for (String host : new String[] {"localhost", "127.1", "2130706433", "::1", "::ffff:7f00:1"}) {
      assertThatThrownBy(() -> real.find(host)).as(host).isInstanceOf(HookFailure.class);
    }
  }

  @Test
  void aNameWithoutAnAddressFails() {
    HookAddresses none =
        new HookAddresses(
            host -> {
              throw new UnknownHostException(host);
            },
            address -> false,
            false);
    assertThatThrownBy(() -> none.find("a"))
        .isInstanceOf(HookFailure.class)
        .hasMessage("the host has no address");
  }
}
