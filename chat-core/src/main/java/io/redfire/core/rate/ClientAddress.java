package io.redfire.core.rate;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a client comes from, as limits count it. Immutable.
 *
 * <p>An IPv4 address stands for itself. Of an IPv6 address only the first 64 bits count: a
 * household or a rented machine has all that follow them for itself, and would have a new address
 * for each try.
 *
 * @param text the address, or the network as {@code 2001:db8::/64}
 * @param isLoopback whether it is of this machine
 */
public record ClientAddress(String text, boolean isLoopback) {
  private static final int NETWORK_BYTES = 8;

  /** Reads it off an address. */
  public static ClientAddress of(InetAddress address) {
    return new ClientAddress(
        address instanceof Inet6Address && !address.isLoopbackAddress()
            ? network(address.getAddress()) + "/64"
            : InetAddresses.toAddrString(address),
        address.isLoopbackAddress());
  }

  private static String network(byte[] address) {
    Arrays.fill(address, NETWORK_BYTES, address.length, (byte) 0);
    try {
      return InetAddresses.toAddrString(InetAddress.getByAddress(address));
    } catch (UnknownHostException impossible) {
      throw new AssertionError("its length is that of an address", impossible);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
