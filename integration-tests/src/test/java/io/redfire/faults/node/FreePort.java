package io.redfire.faults.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for what is started again and again at one place. */
final class FreePort {
  private FreePort() {}

  /**
   * A loopback port that no outgoing connection takes while its server is down: below the range out
   * of which systems choose those.
   */
  static int find() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // Then another one.
      }
    }
  }
}
