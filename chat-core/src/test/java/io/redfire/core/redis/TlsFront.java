package io.redfire.core.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A loopback port that speaks TLS before a Redis that may not be able to: the static redis-server
 * that tests fall back to is built without TLS.
 */
final class TlsFront implements AutoCloseable {
  private final ServerSocket listener;
  private final int redisPort;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tls-front");
            thread.setDaemon(true);
            return thread;
          });

  TlsFront(SSLContext tls, int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.listener =
        tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
        threads.execute(() -> carry(client, redis));
        threads.execute(() -> carry(redis, client));
      } catch (IOException closed) {
        // Seen by whoever connects.
      }
    }
  }

  /** Ends both ways when one ends, a refused handshake included. */
  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException ended) {
      // Seen at the other end as the end of the connection.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
