package io.redfire.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A receiver of posts on this machine, as the Standard Webhooks specification describes one: it
 * checks signatures by its own words. Any thread may use it; the test closes it.
 */
final class HookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Post> taken = new CopyOnWriteArrayList<>();
  private final List<Post> attempts = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String retryAfter = "";
  private volatile String secret = "";
  private volatile Runnable before = () -> {};

  /** One post. */
  record Post(String id, byte[] body, List<Event> events) {
    List<String> texts() {
      return events.stream()
          .filter(event -> event.getEntry().hasMessage())
          .map(event -> event.getEntry().getMessage().getText())
          .toList();
    }
  }

  HookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/in", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/in?key=1";
  }

  void expect(String whsec) {
    secret = whsec;
  }

  void answer(int next) {
    status = next;
  }

  void answerLater(int next, String seconds) {
    retryAfter = seconds;
    status = next;
  }

  /** Does something after a post came and before it is answered. */
  void beforeAnswer(Runnable task) {
    before = task;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
      String signature = exchange.getRequestHeaders().getFirst("webhook-signature");
      if (!signature.equals("v1," + sign(id + "." + time + "." + new String(body, UTF_8)))) {
        problems.add("a wrong signature: " + signature);
      }
      Post post = new Post(id, body, events(body));
      before.run();
      int answer = status;
      if (answer / 100 == 2) {
        taken.add(post);
      }
      attempts.add(post);
      if (!retryAfter.isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
      }
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private List<Event> events(byte[] body) {
    ConnectResponse.Builder read = ConnectResponse.newBuilder();
    try {
      JsonFormat.parser().merge(new String(body, UTF_8), read);
    } catch (InvalidProtocolBufferException e) {
      problems.add("no events: " + new String(body, UTF_8));
    }
    return read.getEventsList();
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What it took, in the order in which it came. */
  List<Post> taken() {
    return taken;
  }

  /** What came, also what it did not take. */
  List<Post> attempts() {
    return attempts;
  }

  /** What was wrong with posts. */
  List<String> problems() {
    return problems;
  }

  /** The texts of what it took. */
  List<String> texts() {
    return taken.stream().flatMap(post -> post.texts().stream()).toList();
  }

  /** All that it was told. */
  List<Event> events() {
    return taken.stream().flatMap(post -> post.events().stream()).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
