package io.redfire.bench.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long pages took. Immutable.
 *
 * @param entries that the room held
 * @param pageSize entries of a page
 * @param places in the order of the plan
 */
public record HistoryReport(String room, long entries, int pageSize, List<Place> places) {
  /**
   * One place.
   *
   * @param percent of the room before it
   * @param wrong pages that were not whole, dense and where they should be
   * @param latencies nanoseconds from the call to the page
   */
  public record Place(double percent, long afterSeq, long wrong, Histogram latencies) {}

  /** True if each page was as it should be. */
  public boolean isFlawless() {
    return places.stream().allMatch(place -> place.wrong() == 0);
  }

  /** The median at the slowest place over that at the fastest. */
  public double spread() {
    double[] medians =
        places.stream()
            .mapToDouble(place -> Math.max(1, place.latencies().getValueAtPercentile(50)))
            .sorted()
            .toArray();
    return medians[medians.length - 1] / medians[0];
  }

  /** A table of a few lines. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d entries; pages of %d; slowest place / fastest: %.2f",
            entries,
            pageSize,
            spread()));
    lines.add(
        String.format("%7s %12s %9s %9s %9s", "at", "after seq", "p50 ms", "p99 ms", "max ms"));
    for (Place place : places) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%6.1f%% %12d %9.3f %9.3f %9.3f",
                  place.percent(),
                  place.afterSeq(),
                  millis(place, 50),
                  millis(place, 99),
                  millis(place, 100))
              + (place.wrong() == 0 ? "" : "  " + place.wrong() + " wrong"));
    }
    return lines;
  }

  /** One object of one line; times in milliseconds. */
  public String json() {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("room", room);
      json.writeNumberField("entries", entries);
      json.writeNumberField("page_size", pageSize);
      json.writeNumberField("spread", spread());
      json.writeArrayFieldStart("places");
      for (Place place : places) {
        json.writeStartObject();
        json.writeNumberField("percent", place.percent());
        json.writeNumberField("after_seq", place.afterSeq());
        json.writeNumberField("wrong", place.wrong());
        json.writeNumberField("p50_ms", millis(place, 50));
        json.writeNumberField("p99_ms", millis(place, 99));
        json.writeNumberField("max_ms", millis(place, 100));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return line.toString();
  }

  private static double millis(Place place, double percentile) {
    return place.latencies().getValueAtPercentile(percentile) / 1e6;
  }
}
