package io.redfire.bench.report;

import com.google.common.base.Strings;
import io.redfire.bench.load.LoadReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Latency by percentile, drawn with letters for a terminal. */
public final class LatencyPlot {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 16;
  private static final int MARGIN = 9;
  private static final char[] MARKS = {'a', 'd'};
  private static final char BOTH = '*';

  private LatencyPlot() {}

  /** Its lines; none where nothing was measured. */
  public static List<String> lines(LoadReport report) {
    return draw(LatencyLine.all(report.acknowledged(), report.delivered()));
  }

  static List<String> draw(List<LatencyLine> measured) {
    if (measured.isEmpty()) {
      return List.of();
    }
    LatencyScale scale = LatencyScale.around(measured);
    char[][] grid = new char[HEIGHT + 1][WIDTH + 1];
    for (char[] row : grid) {
      Arrays.fill(row, ' ');
    }
    List<LatencyScale.Tick> percentiles = scale.percentiles();
    List<LatencyScale.Tick> times = scale.times();
    for (LatencyScale.Tick tick : times) {
      Arrays.fill(grid[row(scale, tick.at())], '·');
    }
    for (LatencyLine line : measured) {
      trace(line, scale, grid);
    }
    List<String> lines = new ArrayList<>();
    lines.add("latency by percentile: " + legend(measured));
    for (int row = 0; row <= HEIGHT; row++) {
      lines.add(label(scale, times, row) + "│" + new String(grid[row]).stripTrailing());
    }
    StringBuilder axis = new StringBuilder("─".repeat(WIDTH + 1));
    StringBuilder labels = new StringBuilder(" ".repeat(WIDTH + MARGIN + 8));
    int free = 0;
    for (LatencyScale.Tick tick : percentiles) {
      int column = column(scale, tick.at());
      axis.setCharAt(column, '┴');
      int at = Math.max(0, MARGIN + 1 + column - tick.label().length() / 2);
      if (at >= free && at + tick.label().length() <= labels.length()) {
        labels.replace(at, at + tick.label().length(), tick.label());
        free = at + tick.label().length() + 1;
      }
    }
    lines.add(" ".repeat(MARGIN) + "└" + axis);
    lines.add(labels.toString().stripTrailing());
    return lines;
  }

  private static void trace(LatencyLine line, LatencyScale scale, char[][] grid) {
    char mark = mark(line);
    int last = -1;
    for (int column = 0; column <= WIDTH; column++) {
      double nines = (double) column / WIDTH * scale.nines();
      int row = at(line, scale, nines);
      if (row < 0) {
        return;
      }
      int from = last < 0 ? row : Math.min(row, Math.max(row, last - 1));
      int to = last < 0 ? row : Math.max(row, last > row ? last - 1 : row);
      for (int r = from; r <= to; r++) {
        grid[r][column] = isLine(grid[r][column]) && grid[r][column] != mark ? BOTH : mark;
      }
      last = row;
    }
  }

  private static boolean isLine(char c) {
    return c == BOTH || new String(MARKS).indexOf(c) >= 0;
  }

  /** The row at which a line is there; negative after its end. */
  private static int at(LatencyLine line, LatencyScale scale, double nines) {
    for (LatencyLine.Point point : line.points()) {
      if (point.nines() >= nines - 1e-9) {
        return row(scale, point.nanos());
      }
    }
    return -1;
  }

  private static int row(LatencyScale scale, double nanos) {
    return (int) Math.round(HEIGHT * (1 - scale.y(nanos)));
  }

  private static int column(LatencyScale scale, double nines) {
    return (int) Math.round(WIDTH * scale.x(nines));
  }

  private static String label(LatencyScale scale, List<LatencyScale.Tick> times, int row) {
    return times.stream()
        .filter(tick -> row(scale, tick.at()) == row)
        .map(tick -> Strings.padStart(tick.label(), MARGIN - 1, ' ') + " ")
        .findFirst()
        .orElse(" ".repeat(MARGIN));
  }

  private static char mark(LatencyLine line) {
    return line.name().charAt(0);
  }

  private static String legend(List<LatencyLine> lines) {
    List<String> parts = new ArrayList<>();
    lines.forEach(line -> parts.add(mark(line) + " " + line.name()));
    if (lines.size() > 1) {
      parts.add(BOTH + " both");
    }
    return String.join(", ", parts);
  }
}
