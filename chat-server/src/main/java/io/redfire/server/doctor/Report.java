package io.redfire.server.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was found. Immutable.
 *
 * @param findings by server, each in the order in which it was looked at
 */
public record Report(Map<String, List<Finding>> findings) {
  private static final JsonFactory JSON = new JsonFactory();

  /** True if something has to be changed. */
  public boolean hasProblems() {
    return count(Level.PROBLEM) > 0;
  }

  /** Writes it for a reader: a heading for each server, its findings with the worst last, a sum. */
  public void print(PrintWriter out) {
    findings.forEach(
        (server, found) -> {
          out.println(server);
          found.stream()
              .sorted(Comparator.comparing(Finding::level))
              .map(Finding::line)
              .forEach(out::println);
        });
    out.println(counted(Level.PROBLEM) + ", " + counted(Level.WARNING));
  }

  /** Writes it for a program: a JSON object a line, for each finding in the order of looking. */
  public void printJson(PrintWriter out) {
    findings.forEach((server, found) -> found.forEach(one -> out.println(json(server, one))));
  }

  private static String json(String server, Finding finding) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("server", server);
      json.writeStringField("level", finding.level().word());
      json.writeStringField("about", finding.about());
      json.writeStringField("found", finding.found());
      json.writeStringField("change", finding.change());
      json.writeStringField("why", finding.why());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private String counted(Level level) {
    return count(level) + " " + level.word() + (count(level) == 1 ? "" : "s");
  }

  private long count(Level level) {
    return all().filter(finding -> finding.level() == level).count();
  }

  private Stream<Finding> all() {
    return findings.values().stream().flatMap(List::stream);
  }
}
