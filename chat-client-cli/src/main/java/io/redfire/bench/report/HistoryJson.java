package io.redfire.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import io.redfire.bench.history.HistoryReport;

/** The report of pages of a room for programs. Names stay; new ones may come. */
public final class HistoryJson {
  private HistoryJson() {}

  /** One object on one line. */
  public static String line(HistoryReport report, JsonFactory factory) {
    return JsonObject.of(
        factory,
        json -> {
          json.put("benchmark", "history")
              .put("flawless", report.isFlawless())
              .put("room", report.room())
              .put("entries", report.entries())
              .put("page_size", report.pageSize())
              .put("spread", report.spread())
              .putEach(
                  "places",
                  report.places(),
                  (place, object) ->
                      object
                          .put("percent", place.percent())
                          .put("after_seq", place.afterSeq())
                          .put("wrong", place.wrong())
                          .putLatency("latency_us", place.latencies()));
        });
  }
}
