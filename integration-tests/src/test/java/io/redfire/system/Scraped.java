package io.redfire.system;

import java.util.List;

/** One page of metrics in Prometheus' text format. Immutable. */
record Scraped(String text) {
  /** The value of a series, written as on the page, labels included. */
  double value(String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series + " in\n" + text));
  }

  /** Each series of the server's own. */
  List<String> series() {
    return text.lines()
        .filter(line -> line.startsWith("redfire_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .toList();
  }
}
