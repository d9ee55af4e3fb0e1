package io.redfire.client;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.List;

/**
 * Where a server listens. Any thread may use it.
 *
 * @param host a host name or an address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

  /** Checks both. */
  public ServerAddress {
    if (!isHost(host) || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'" + host + ":" + port + "' is no address (expected: HOST:PORT, port 1 to 65535)");
    }
  }

  /**
   * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException with a message that names what is wrong and what is expected
   */
  public static ServerAddress parse(String text) {
    HostAndPort parsed;
    try {
      parsed = HostAndPort.fromString(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address (expected: HOST:PORT, such as 127.0.0.1:7400)", e);
    }
    if (!parsed.hasPort()) {
      throw new IllegalArgumentException(
          "'" + text + "' has no port (expected: HOST:PORT, such as 127.0.0.1:7400)");
    }
    return new ServerAddress(parsed.getHost(), parsed.getPort());
  }

  /**
   * Reads one or more addresses separated by commas.
   *
   * @throws IllegalArgumentException as {@link #parse}, for the first one that is wrong
   */
  public static List<ServerAddress> parseList(String text) {
    return Splitter.on(',').splitToStream(text).map(ServerAddress::parse).toList();
  }

  /**
   * Whether it is certainly of this machine: a loopback address, or {@code localhost}. No name is
   * looked up.
   */
  public boolean isLoopback() {
    return InetAddresses.isInetAddress(host)
        ? InetAddresses.forString(host).isLoopbackAddress()
        : host.equalsIgnoreCase("localhost");
  }

  /**
   * An address, or whatever could be a name; the name service has the last word. Also the zone of
   * an IPv6 address, where anything could stand.
   */
  private static boolean isHost(String host) {
    boolean isPlain =
        host.codePoints()
            .noneMatch(c -> c <= ' ' || Character.isISOControl(c) || "[]/@".indexOf(c) >= 0);
    return isPlain
        && (InetAddresses.isInetAddress(host) || (!host.isEmpty() && !host.contains(":")));
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return HostAndPort.fromParts(host, port).toString();
  }
}
