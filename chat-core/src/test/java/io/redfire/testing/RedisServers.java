package io.redfire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The servers of one topology, which start side by side and end together. One thread starts them.
 */
final class RedisServers implements AutoCloseable {
  /** The settings of a data server that writes down all it has acknowledged. */
  static final String DURABLE =
      """
      save ""
      appendonly yes
      appendfsync always
      """;

  private static final int ATTEMPTS = 5;

  private final List<RedisServer> servers = new ArrayList<>();

  /**
   * Builds a topology on ports that were free a moment ago, and again on others if one of them was
   * taken meanwhile. Nothing is left running when this fails.
   */
  static <T> T start(int ports, Function<Start, T> topology) {
    for (int attempt = 1; ; attempt++) {
      RedisServers servers = new RedisServers();
      try {
        return topology.apply(new Start(servers, freePorts(ports)));
      } catch (IllegalStateException portTaken) {
        servers.close();
        if (attempt == ATTEMPTS) {
          throw portTaken;
        }
      } catch (RuntimeException e) {
        servers.close();
        throw e;
      }
    }
  }

  /** What a topology is built from. */
  record Start(RedisServers servers, List<Integer> ports) {}

  RedisServer begin(RedisProgram.Mode mode, int port, String... settings) {
    RedisServer server = RedisServer.begin(mode, port, String.join("\n", settings));
    servers.add(server);
    return server;
  }

  void awaitReady() {
    servers.forEach(RedisServer::awaitReady);
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.forEach(RedisServers::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
