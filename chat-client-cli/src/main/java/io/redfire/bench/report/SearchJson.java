package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import io.redfire.bench.search.SearchReport;

/** The report of searches for programs. Names stay; new ones may come. */
public final class SearchJson {
  private SearchJson() {}

  /** One object on one line. */
  public static String line(SearchReport report, JsonFactory factory) {
    return JsonObject.of(
        factory,
        json -> {
          json.put("benchmark", "search")
              .put("flawless", report.isFlawless())
              .put("room", report.room())
              .put("entries", report.entries())
              .put("indexed_ms", report.indexed().toMillis())
              .putLatency("latency_us", report.all())
              .putEach(
                  "kinds",
                  report.kinds(),
                  (kind, object) ->
                      object
                          .put("kind", kind.name())
                          .put("wrong", kind.wrong())
                          .putLatency("latency_us", kind.latencies()));
        });
  }
}
