package io.redfire.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A long text to send: the project's own sources, with what people and programs write in between.
 * The same seed gives the same text from the same sources.
 */
final class Prose {
  private static final List<String> MODULES =
      List.of("chat-proto", "chat-core", "chat-server", "chat-client-cli");

  private Prose() {}

  static List<String> lines(int count, long seed) {
    List<String> sources = sources();
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(count);
    while (lines.size() < count) {
      lines.add(vary(sources.get(lines.size() % sources.size()), random));
    }
    return lines;
  }

  private static String vary(String line, Random random) {
    return switch (random.nextInt(24)) {
      case 0 -> "";
      case 1 -> "\t" + line + "\t";
      case 2 -> "  " + line + "   ";
      case 3 -> "红色之火：" + line + "（第" + random.nextInt(10_000) + "行）";
      case 4 -> line + " 🔥👋🏽👨‍👩‍👧🇨🇳 e\u0301";
      case 5 -> line + "\r";
      case 6 -> "\u001b[31m" + line + "\u001b[0m\u0007\u009b\u202e";
      case 7 -> "\"" + line + "\\\" \\u0041 {\"seq\":1}\u2028\u2029\ufeff";
      case 8 -> "\u0000" + line + "\u0000\u007f";
      case 9 -> "𠀀龘".repeat(1 + random.nextInt(800));
      default -> line;
    };
  }

  private static List<String> sources() {
    Path root = Path.of(System.getProperty("redfire.server.jar")).resolve("../../..").normalize();
    List<String> lines = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
        for (Path file : files.filter(Prose::isSource).sorted().toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  /** There are inputs for fuzzing too, which are no text. */
  private static boolean isSource(Path file) {
    return Files.isRegularFile(file) && file.toString().matches(".*\\.(java|lua|proto)");
  }
}
