package io.redfire.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
final class LoopbackPort {
  private LoopbackPort() {}

  /** A port that nobody listened on a moment ago. */
  static int free() {
    try (ServerSocket socket = listen(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedRedisException("no port of 127.0.0.1 is free for Redis", e);
    }
  }

  /** Tells whether one could listen there now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
