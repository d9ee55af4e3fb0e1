package io.redfire.bench.report;

import io.redfire.bench.load.LoadReport;
import java.util.List;
import java.util.Locale;

/** Latency by percentile as a picture that needs no other file. */
public final class LatencySvg {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 480;
  private static final int LEFT = 84;
  private static final int RIGHT = 40;
  private static final int TOP = 92;
  private static final int BOTTOM = 64;

  private static final String STYLE =
      """
      <style>
        svg { background: #ffffff; font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
        text { fill: #4a4a4a; font-size: 13px; }
        .title { fill: #1a1a1a; font-size: 18px; font-weight: 600; }
        .grid { stroke: #e6e6e6; stroke-width: 1; }
        .axis { stroke: #8a8a8a; stroke-width: 1; }
        .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
        .acknowledgement { stroke: #1f6feb; }
        .delivery { stroke: #d1242f; }
        .value { font-size: 13px; font-variant-numeric: tabular-nums; }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final List<LatencyLine> lines;
  private final LatencyScale scale;

  private LatencySvg(List<LatencyLine> lines) {
    this.lines = lines;
    this.scale = LatencyScale.around(lines);
  }

  /** The whole file; a picture without lines where nothing was measured. */
  public static String of(LoadReport report) {
    String rates =
        Figures.count(report.sendsPerSecond())
            + " sends/s"
            + (report.plan().members() == 0
                ? ""
                : ", " + Figures.count(report.deliveriesPerSecond()) + " deliveries/s");
    return draw(
        LatencyLine.all(report.acknowledged(), report.delivered()),
        LoadTable.load(report.plan()) + ": " + rates);
  }

  static String draw(List<LatencyLine> lines, String caption) {
    return new LatencySvg(lines).picture(caption);
  }

  private String picture(String caption) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" role=\"img\">\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<title>Latency by percentile</title>\n");
    svg.append(STYLE);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT);
    text(LEFT, 32, "start", "title", "Latency by percentile");
    text(LEFT, 54, "start", "", caption);
    if (!lines.isEmpty()) {
      axes();
      lines.forEach(this::line);
      legend();
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    double bottom = HEIGHT - BOTTOM;
    double right = WIDTH - RIGHT;
    for (LatencyScale.Tick tick : scale.times()) {
      double y = y(tick.at());
      segment("grid", LEFT, y, right, y);
      text(LEFT - 10, y + 4.5, "end", "value", tick.label());
    }
    for (LatencyScale.Tick tick : scale.percentiles()) {
      double x = x(tick.at());
      segment("grid", x, TOP, x, bottom);
      segment("axis", x, bottom, x, bottom + 5);
      text(x, bottom + 21, "middle", "value", tick.label());
    }
    segment("axis", LEFT, TOP, LEFT, bottom);
    segment("axis", LEFT, bottom, right, bottom);
    text((LEFT + right) / 2, HEIGHT - 16, "middle", "", "percentile of messages");
    double middle = (TOP + bottom) / 2;
    add(
        "<text x=\"20\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 20 %.1f)\">"
            + "latency (log scale)</text>\n",
        middle, middle);
  }

  private void line(LatencyLine line) {
    StringBuilder points = new StringBuilder();
    for (LatencyLine.Point point : line.points()) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.nines()), y(point.nanos())));
    }
    add(
        "<polyline class=\"line %s\" points=\"%s\"/>\n",
        line.name(), points.toString().stripTrailing());
  }

  private void legend() {
    double x = LEFT;
    for (LatencyLine line : lines) {
      add(
          "<line class=\"line %s\" x1=\"%.1f\" y1=\"74\" x2=\"%.1f\" y2=\"74\"/>\n",
          line.name(), x, x + 24);
      text(x + 32, 78.5, "start", "", line.name());
      x += 48 + 8 * line.name().length();
    }
  }

  private double x(double nines) {
    return LEFT + scale.x(nines) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double nanos) {
    return TOP + (1 - scale.y(nanos)) * (HEIGHT - TOP - BOTTOM);
  }

  private void segment(String kind, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
        kind, x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String kind, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        kind, x, y, anchor, words);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
