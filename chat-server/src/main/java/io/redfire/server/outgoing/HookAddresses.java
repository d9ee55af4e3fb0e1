package io.redfire.server.outgoing;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Finds the addresses that outgoing webhooks post to. Thread-safe; blocks on the name service.
 *
 * <p>What it gives is connected to, and nothing is looked up again: a name that stands for another
 * address a moment later changes nothing.
 */
final class HookAddresses {
  private final Names names;
  private final Predicate<InetAddress> own;
  private final boolean privateOnes;

  /** A name service. */
  interface Names {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  /**
   * @param own tells which addresses are this machine's, though they are of the internet
   * @param privateOnes whether this machine and the networks around it may be posted to
   */
  HookAddresses(Names names, Predicate<InetAddress> own, boolean privateOnes) {
    this.names = names;
    this.own = own;
    this.privateOnes = privateOnes;
  }

  /** Whether a network interface of this machine has it, as things are now. */
  static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException unknown) {
      // Rather nowhere than where nobody may.
      return true;
    }
  }

  /**
   * An address of that host which may be posted to.
   *
   * @throws HookFailure where there is none
   */
  InetAddress find(String host) throws HookFailure {
    InetAddress[] found;
    try {
      found = names.find(host);
    } catch (UnknownHostException e) {
      throw new HookFailure("the host has no address", e);
    }
    return Arrays.stream(found)
        .filter(address -> privateOnes || (PublicAddress.is(address) && !own.test(address)))
        .findFirst()
        .orElseThrow(
            () ->
                new HookFailure(
                    "the host is of this machine or a private network (expected: a public address,"
                        + " or a server with --webhook-private-addresses allow)"));
  }
}
