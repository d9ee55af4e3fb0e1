package io.redfire.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.server.embedded.EmbeddedRedis;
import io.redfire.server.embedded.RedisSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, the alerts and the docs name what a running node tells, and nothing else. */
class MetricNamesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DASHBOARD = ROOT.resolve("deploy/grafana/redfire.json");
  private static final Path ALERTS = ROOT.resolve("deploy/prometheus/alerts.yml");
  private static final Path DOCS = ROOT.resolve("docs/metrics.md");
  private static final Pattern NAME = Pattern.compile("\\b(?:redfire|jvm|process)_[a-z0-9_]+");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(redfire_[a-z0-9_]+)` \\| ([a-z]+) \\|");

  /** What only Linux' /proc tells. */
  private static final Set<String> LINUX = Set.of("process_resident_memory_bytes");

  @TempDir static Path data;

  private static String page = "";

  @BeforeAll
  static void askARunningNode() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Duration patience = Duration.ofSeconds(10);
    try (EmbeddedRedis redis = EmbeddedRedis.start(data, RedisSource.AUTO);
        ChatNode node =
            new ChatNode(
                    anyPort,
                    new RedisConnections(redis.address(), patience, patience),
                    new RedisKeys(""),
                    NodeSettings.OPEN)
                .start();
        MetricsEndpoint endpoint = MetricsEndpoint.start(anyPort, node.metrics())) {
      URI metrics = URI.create(MetricsEndpoint.url("127.0.0.1:" + endpoint.port()));
      page =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
              .body();
    }
  }

  @Test
  void theDashboardAsksForWhatThereIs() throws Exception {
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(20);
    assertOffered(String.join("\n", expressions));
  }

  @Test
  void everyMetricOfTheServerIsOnTheDashboard() throws Exception {
    String asked = String.join("\n", expressions());
    assertThat(told().keySet()).allSatisfy(name -> assertThat(asked).contains(name));
  }

  @Test
  void theAlertsAskForWhatThereIs() throws Exception {
    assertOffered(Files.readString(ALERTS));
  }

  @Test
  void theDocsTellEveryMetricOfTheServerAndNoOther() throws Exception {
    assertThat(types(ROW, Files.readString(DOCS))).isEqualTo(told());
  }

  @Test
  void theDocsNameOnlyWhatThereIs() throws Exception {
    Set<String> named = names(Files.readString(DOCS));
    named.removeAll(types(TYPE, page).keySet());
    named.removeAll(offered());
    named.removeAll(LINUX);
    assertThat(named).isEmpty();
  }

  @Test
  void everyMetricSaysWhatItIs() {
    assertThat(told().keySet())
        .allSatisfy(name -> assertThat(page).containsPattern("# HELP " + name + " .{10,}"));
  }

  private static void assertOffered(String expressions) {
    Set<String> asked = names(expressions);
    assertThat(asked).isNotEmpty();
    asked.removeAll(offered());
    asked.removeAll(LINUX);
    assertThat(asked).isEmpty();
  }

  /** The names of all series. */
  private static Set<String> offered() {
    return page.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[ {]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The server's own metrics and the type of each. */
  private static Map<String, String> told() {
    Map<String, String> all = types(TYPE, page);
    all.keySet().removeIf(name -> !name.startsWith("redfire_"));
    return all;
  }

  private static Map<String, String> types(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found -> found.group(2),
                (one, other) -> {
                  throw new AssertionError("told twice: " + one);
                },
                TreeMap::new));
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Everything in the dashboard that is sent to Prometheus. */
  private static List<String> expressions() throws IOException {
    List<String> found = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(DASHBOARD.toFile())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING
            && Set.of("expr", "query", "definition").contains(String.valueOf(json.currentName()))) {
          found.add(json.getText());
        }
      }
    }
    return found;
  }
}
