package io.redfire.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonTest {
  /** A row of the table: the reason, then the code or words that stand for it. */
  private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_]+)` \\| ([^|]+) \\|");

  @Test
  void theTableListsExactlyTheReasonsThereAre() throws IOException {
    assertThat(table().keySet()).containsExactlyElementsOf(names());
  }

  @Test
  void theTableGivesTheCodeOfEachReason() throws IOException {
    Map<String, String> table = table();
    for (Reason reason : Reason.values()) {
      // A call that gRPC itself ends keeps gRPC's code.
      String code = reason == Reason.TRANSPORT ? "gRPC's own" : "`" + reason.code() + "`";
      assertThat(table).containsEntry(reason.name(), code);
    }
  }

  private static Iterable<String> names() {
    return Stream.of(Reason.values()).map(Reason::name).toList();
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "errors.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find() && rows.put(row.group(1), row.group(2)) != null) {
        throw new AssertionError("twice in the table: " + row.group(1));
      }
    }
    return rows;
  }
}
