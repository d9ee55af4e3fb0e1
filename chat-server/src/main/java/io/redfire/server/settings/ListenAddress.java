package io.redfire.server.settings;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;

/**
 * Where the server accepts clients.
 *
 * @param host a name or an IP address; an IPv6 address has no brackets here
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenAddress(String host, int port) {

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is not that; the message says what was expected
   */
  static ListenAddress parse(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text);
      String host = parsed.getHost();
      if (parsed.hasPort() && (isAddress(host) || host.matches("[A-Za-z0-9][A-Za-z0-9._-]*"))) {
        return new ListenAddress(host, parsed.getPort());
      }
    } catch (IllegalArgumentException e) {
      throw refused(text);
    }
    throw refused(text);
  }

  /**
   * Whether it is an address here.
   *
   * @throws IllegalArgumentException where its zone is no interface of this machine
   */
  private static boolean isAddress(String host) {
    return InetAddresses.isInetAddress(host) && InetAddresses.forString(host) != null;
  }

  /** True if only programs on this machine can reach it. Does not ask the name service. */
  public boolean isLoopback() {
    return InetAddresses.isInetAddress(host)
        ? InetAddresses.forString(host).isLoopbackAddress()
        : host.equals("localhost");
  }

  /** True if it stands for all addresses of this machine, to none of which it is a way. */
  public boolean isAny() {
    return InetAddresses.isInetAddress(host) && InetAddresses.forString(host).isAnyLocalAddress();
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        Shown.quoted(text)
            + " is not an address to listen on (expected: HOST:PORT, such as 127.0.0.1:7400 for"
            + " this machine only, 0.0.0.0:7400 or [::]:7400 for the whole network)");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
