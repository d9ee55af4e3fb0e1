package io.redfire.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A change to one file of the product's sources. Immutable.
 *
 * @param module whose file it is
 * @param file its path under {@code src/main}, which begins with {@code java} or {@code resources}
 * @param before what stands there exactly once, whatever white space the formatter puts into it
 * @param after what stands there instead
 */
record SourceEdit(String module, Path file, String before, String after) {
  /** Changes a class of the product. */
  static SourceEdit java(String module, String className, String before, String after) {
    Path file = Path.of("java", className.replace('.', '/') + ".java");
    return new SourceEdit(module, file, before, after);
  }

  /** Changes a part of a script. */
  static SourceEdit lua(String name, String before, String after) {
    Path file = Path.of("resources", "io", "redfire", "core", "redis", "log", name);
    return new SourceEdit("chat-core", file, before, after);
  }

  /** The file as the product has it. */
  String original() {
    try {
      return Files.readString(Path.of("..", module, "src", "main").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The source with the change.
   *
   * @throws IllegalStateException where it does not hold what is to be changed exactly once: then
   *     the product has changed, and the plant must follow it
   */
  String apply(String source) {
    Matcher place = place().matcher(source);
    long found = place.results().count();
    if (found != 1) {
      throw new IllegalStateException(
          module + "/" + file + " holds " + found + " times (expected: once): " + before);
    }
    return place.replaceFirst(Matcher.quoteReplacement(after));
  }

  private Pattern place() {
    return Pattern.compile(
        Stream.of(before.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+")));
  }
}
