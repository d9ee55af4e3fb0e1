package io.redfire.bench.report;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows with a name on the left and numbers on the right. For one thread. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  List<String> lines() {
    int[] widths =
        IntStream.range(0, rows.stream().mapToInt(List::size).max().orElse(0))
            .map(column -> rows.stream().mapToInt(row -> width(row, column)).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static int width(List<String> row, int column) {
    return column < row.size() ? row.get(column).length() : 0;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder(Strings.padEnd(row.get(0), widths[0], ' '));
    for (int column = 1; column < row.size(); column++) {
      line.append("  ")
          .append(Strings.padStart(row.get(column), Math.max(10, widths[column]), ' '));
    }
    return line.toString().stripTrailing();
  }
}
