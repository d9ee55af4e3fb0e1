package io.redfire.server.metrics;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each alert says where to read what to do about it, and that stands there. */
class RunbookTest {
  private static final Path ROOT_DIRECTORY = Path.of("..");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook: docs/operations.md#(\\w+)");
  private static final Pattern SECTION = Pattern.compile("(?m)^### (Redfire\\w+)$");

  @Test
  void eachAlertHasItsSection() throws IOException {
    String alerts = read("deploy/prometheus/alerts.yml");
    List<String> names = all(ALERT, alerts);
    assertThat(names).isNotEmpty();
    assertThat(all(RUNBOOK, alerts))
        .containsExactlyElementsOf(names.stream().map(name -> name.toLowerCase(ROOT)).toList());
    assertThat(all(SECTION, read("docs/operations.md"))).containsExactlyElementsOf(names);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT_DIRECTORY.resolve(file));
  }
}
