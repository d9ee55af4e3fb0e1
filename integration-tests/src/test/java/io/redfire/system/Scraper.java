package io.redfire.system;

import io.redfire.server.metrics.MetricsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads the metrics of one node over HTTP, as Prometheus does. For one thread. */
final class Scraper implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final MetricsEndpoint endpoint;

  private Scraper(MetricsEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  static Scraper of(TestNode node) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      return new Scraper(MetricsEndpoint.start(anyPort, node.metrics()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Scraped scrape() {
    HttpResponse<String> page = ask("GET", "/metrics");
    if (page.statusCode() != 200) {
      throw new AssertionError("HTTP status " + page.statusCode() + ": " + page.body());
    }
    return new Scraped(page.body());
  }

  HttpResponse<String> ask(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      var unused = request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a series has that value: what counts it may do so after the client has seen it. */
  void await(String series, double value) {
    Waiting.patiently()
        .alias(series + " " + value)
        .until(() -> scrape().value(series), found -> found == value);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
