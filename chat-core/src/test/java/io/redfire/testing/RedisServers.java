package io.redfire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
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

  private final List<Host> hosts;
  private final List<Integer> ports;
  private final List<RedisServer> servers = new ArrayList<>();

  private RedisServers(List<Host> hosts) {
    this.hosts = hosts;
    this.ports = freePorts(2 * hosts.size());
  }

  /**
   * Builds a topology on ports that were free a moment ago, and again on others if one of them was
   * taken meanwhile. Nothing is left running when this fails.
   */
  static <T> T start(List<Host> hosts, Function<RedisServers, T> topology) {
    for (int attempt = 1; ; attempt++) {
      RedisServers servers = new RedisServers(hosts);
      try {
        return topology.apply(servers);
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

  /** As many hosts as there are servers, all of them the loopback of this machine. */
  static List<Host> loopback(int servers) {
    return Collections.nCopies(servers, Host.LOOPBACK);
  }

  /** Starts the next server, on the next host; it need not answer yet. */
  RedisServer begin(RedisProgram.Mode mode, String... settings) {
    int next = servers.size();
    RedisServer server =
        RedisServer.begin(mode, hosts.get(next), ports.get(next), String.join("\n", settings));
    servers.add(server);
    return server;
  }

  /** A port for the bus of the server that was or will be started as the one of that number. */
  int busPort(int number) {
    return ports.get(hosts.size() + number);
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
