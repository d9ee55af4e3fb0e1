package io.redfire.bench.report;

import com.google.common.net.HostAndPort;
import java.net.InetSocketAddress;

/** Addresses in the form in which they are given. */
final class Addresses {
  private Addresses() {}

  static String text(InetSocketAddress address) {
    return HostAndPort.fromParts(address.getHostString(), address.getPort()).toString();
  }
}
