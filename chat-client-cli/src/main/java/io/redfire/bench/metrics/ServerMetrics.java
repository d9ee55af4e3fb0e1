package io.redfire.bench.metrics;

import io.grpc.Status;
import io.redfire.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The metrics pages of the servers that are measured. For one thread. */
public final class ServerMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<URI> pages;
  private final HttpClient client;

  /** For these pages, of which there may be none. */
  public ServerMetrics(List<URI> pages) {
    this.pages = List.copyOf(pages);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Reads all pages now.
   *
   * @throws BenchException where one cannot be read
   */
  public Reading read() throws InterruptedException {
    Reading sum = Reading.parse("");
    for (URI page : pages) {
      sum = sum.plus(Reading.parse(get(page)));
    }
    return sum;
  }

  private String get(URI page) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw unreadable(page, "HTTP status " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw unreadable(page, String.valueOf(e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private static BenchException unreadable(URI page, String why) {
    return new BenchException(
        Status.Code.UNAVAILABLE, "metrics at " + page + " cannot be read: " + why);
  }
}
