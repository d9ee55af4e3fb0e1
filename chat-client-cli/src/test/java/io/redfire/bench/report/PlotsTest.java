package io.redfire.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.redfire.bench.check.Faults;
import io.redfire.bench.load.LoadReport;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PlotsTest {
  private final LoadReport report = Reports.load(Faults.NONE, Map.of(), 0);

  @Test
  void terminalPlotHasBothLinesAndItsAxes() {
    List<String> lines = LatencyPlot.lines(report);
    assertThat(lines.get(0)).contains("a acknowledgement").contains("d delivery");
    assertThat(lines).anyMatch(line -> line.contains("aa")).anyMatch(line -> line.contains("dd"));
    assertThat(lines).anyMatch(line -> line.contains("10 ms │"));
    assertThat(lines.get(lines.size() - 1)).contains("50%").contains("90%").contains("99.9%");
    assertThat(lines).allMatch(line -> line.length() < 80);
  }

  @Test
  void terminalPlotRisesToTheRight() {
    List<String> lines = LatencyPlot.lines(report);
    int[] columns =
        lines.stream().skip(1).mapToInt(line -> line.indexOf('d')).filter(at -> at > 0).toArray();
    assertThat(columns).hasSizeGreaterThan(3);
    assertThat(IntStream.range(1, columns.length)).allMatch(i -> columns[i] <= columns[i - 1]);
  }

  @Test
  void nothingMeasuredIsNothingDrawn() {
    assertThat(LatencyPlot.lines(Reports.nothing())).isEmpty();
    assertThat(LatencySvg.of(Reports.nothing())).doesNotContain("polyline");
  }

  @Test
  void pictureIsXmlWithBothLinesInsideItsAxes() throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(LatencySvg.of(report))));
    NodeList lines = svg.getElementsByTagName("polyline");
    assertThat(lines.getLength()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      double before = 0;
      String points = ((Element) lines.item(i)).getAttribute("points");
      for (String point : Splitter.on(' ').split(points)) {
        List<String> place = Splitter.on(',').splitToList(point);
        double x = Double.parseDouble(place.get(0));
        assertThat(x).isBetween(Math.max(84, before), 820.0);
        assertThat(Double.parseDouble(place.get(1))).isBetween(92.0, 416.0);
        before = x;
      }
    }
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("99.9%", "10 ms", "latency (log scale)", "acknowledgement", "delivery");
  }
}
