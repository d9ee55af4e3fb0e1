package io.redfire.server.account.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer on this machine that publishes what a test wants, and may be slow in doing so. */
final class Issuer implements AutoCloseable {
  static final String DESCRIPTION = "/.well-known/openid-configuration";
  static final String KEYS = "/keys";

  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  Issuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    describe(url(), url() + KEYS);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals(KEYS)) {
      asked.incrementAndGet();
    }
    String page = pages.getOrDefault(path, "");
    byte[] body = page.getBytes(UTF_8);
    if (page.startsWith("http:")) {
      exchange.getResponseHeaders().add("Location", page);
      exchange.sendResponseHeaders(302, -1);
    } else if (page.isEmpty()) {
      exchange.sendResponseHeaders(503, -1);
    } else {
      exchange.sendResponseHeaders(200, 0);
      if (path.equals(KEYS)) {
        drip(exchange.getResponseBody());
      }
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** While it is held back: something now and then, so that nobody takes it for dead. */
  private void drip(OutputStream body) throws IOException {
    try {
      while (!gate.await(100, TimeUnit.MILLISECONDS)) {
        body.write(' ');
        body.flush();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts it", e);
    }
  }

  /** From now on no answer with its keys comes to its end. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers with this page; an empty one is a failure, a URL a redirect to it. */
  void publish(String path, String page) {
    pages.put(path, page);
  }

  void publishKeys(JWK... keys) {
    publish(KEYS, new JWKSet(List.of(keys)).toString());
  }

  void describe(String issuer, String keys) {
    publish(DESCRIPTION, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}");
  }

  /** How often somebody asked for the keys. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
  }
}
