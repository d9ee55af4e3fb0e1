package io.redfire.server.metrics;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells a node's metrics to whoever asks over HTTP.
 *
 * <p>It has threads of its own, so that those who ask wait for each other and never a chat for
 * them. {@link #start} and {@link #close} are for one thread.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final int THREADS = 2;
  private static final String MAX_SECONDS = "10";

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens there; port 0 lets the system choose.
   *
   * @throws IOException where it cannot
   */
  public static MetricsEndpoint start(InetSocketAddress listen, ServerMetrics metrics)
      throws IOException {
    endSlowExchanges();
    HttpServer server = HttpServer.create(listen, 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            new ThreadFactoryBuilder().setNameFormat("metrics-%d").setDaemon(true).build());
    server.setExecutor(threads);
    server.createContext("/", new MetricsPage(metrics.registry()));
    server.start();
    return new MetricsEndpoint(server, threads);
  }

  /** The JDK's server lets a client that sends half a request keep a thread, unless told so. */
  private static void endSlowExchanges() {
    for (String limit : new String[] {"maxReqTime", "maxRspTime"}) {
      String property = "sun.net.httpserver." + limit;
      if (System.getProperty(property) == null) {
        System.setProperty(property, MAX_SECONDS);
      }
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Where the metrics are, for an address such as {@code 127.0.0.1:7401}. */
  public static String url(String address) {
    return "http://" + address + MetricsPage.PATH;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
