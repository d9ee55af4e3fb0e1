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
    List<LatencyScale.Tick> times = scale.times();
    times.forEach(tick -> Arrays.fill(grid[row(scale, tick.at())], '·'));
    measured.forEach(line -> trace(line, scale, grid));
    List<String> lines = new ArrayList<>();
    lines.add("latency by percentile: " + legend(measured));
    for (int row = 0; row <= HEIGHT; row++) {
      lines.add(label(scale, times, row) + "│" + new String(grid[row]).stripTrailing());
    }
    lines.addAll(axis(scale));
    return lines;
  }

  private static List<String> axis(LatencyScale scale) {
    StringBuilder axis = new StringBuilder("─".repeat(WIDTH + 1));
    StringBuilder labels = new StringBuilder(" ".repeat(MARGIN + WIDTH + 6));
    int free = 0;
    for (LatencyScale.Tick tick : scale.percentiles()) {
      int column = column(scale, tick.at());
      axis.setCharAt(column, '┴');
      String label = tick.label();
      int at = MARGIN + 1 + column - label.length() / 2;
      if (at >= free && at + label.length() <= labels.length()) {
        labels.replace(at, at + label.length(), label);
        free = at + label.length() + 1;
      }
    }
    return List.of(" ".repeat(MARGIN) + "└" + axis, labels.toString().stripTrailing());
  }

  private static void trace(LatencyLine line, LatencyScale scale, char[][] grid) {
    char mark = mark(line);
    int below = HEIGHT;
    for (int column = 0; column <= WIDTH; column++) {
      int row = at(line, scale, (double) column / WIDTH * scale.nines());
      if (row < 0) {
        return;
      }
      // A line only rises; where it rises steeply it is drawn without holes.
      int bottom = column == 0 ? row : Math.max(row, below - 1);
      for (int at = row; at <= bottom; at++) {
        grid[at][column] = isLine(grid[at][column]) && grid[at][column] != mark ? BOTH : mark;
      }
      below = row;
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
