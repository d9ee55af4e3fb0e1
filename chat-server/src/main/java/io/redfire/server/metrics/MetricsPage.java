package io.redfire.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics in Prometheus' text format, on {@value #PATH} and nowhere else. Thread-safe.
 *
 * <p>That format whatever the client prefers: every Prometheus reads it, and the library's choice
 * among formats fails for the Protobuf one where its 2 MB are left out.
 */
final class MetricsPage implements HttpHandler {
  static final String PATH = "/metrics";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsPage.class);
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final ExpositionFormatWriter format = PrometheusTextFormatWriter.create();
  private final PrometheusRegistry registry;

  MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!PATH.equals(exchange.getRequestURI().getPath())) {
        answer(exchange, 404, PLAIN, bytes("There is nothing here (expected: " + PATH + ")\n"));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        answer(exchange, 405, PLAIN, bytes("The metrics are only read (expected: GET)\n"));
      } else {
        answer(exchange, 200, format.getContentType(), page());
      }
    } catch (RuntimeException bug) {
      LOG.error("The metrics cannot be told", bug);
    }
  }

  private byte[] page() throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    format.write(page, registry.scrape());
    return page.toByteArray();
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    boolean bodiless = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
    if (!bodiless) {
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
