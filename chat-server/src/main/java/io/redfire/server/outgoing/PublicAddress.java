package io.redfire.server.outgoing;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells addresses of the internet from those of this machine and the networks around it, which
 * nobody may reach by way of this server. A function; any thread.
 *
 * <p>As in the registries of special addresses that IANA keeps. Of IPv6 only what is given out to
 * networks of the internet counts, without those that stand for an IPv4 address: by translation
 * (NAT64), 6to4 or Teredo. Java makes an IPv4 address of one that is mapped into IPv6.
 */
final class PublicAddress {
  private static final Block GIVEN_OUT = Block.of("2000::", 3);

  private static final List<Block> SPECIAL =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10),
          Block.of("127.0.0.0", 8),
          Block.of("169.254.0.0", 16),
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24),
          Block.of("192.88.99.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("198.18.0.0", 15),
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 3),
          Block.of("2001::", 23),
          Block.of("2001:db8::", 32),
          Block.of("2002::", 16),
          Block.of("3fff::", 20));

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    return (!(address instanceof Inet6Address) || GIVEN_OUT.holds(address))
        && SPECIAL.stream().noneMatch(block -> block.holds(address));
  }

  /** The addresses that begin with these bits. */
  private record Block(int bits, InetAddress front) {
    static Block of(String front, int bits) {
      return new Block(bits, InetAddresses.forString(front));
    }

    boolean holds(InetAddress address) {
      byte[] mine = front.getAddress();
      byte[] others = address.getAddress();
      if (mine.length != others.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((mine[bit / 8] & mask) != (others[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
