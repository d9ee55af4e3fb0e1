package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** The file that an embedded Redis tells its doings to. */
final class RedisLog {
  private static final int LAST_LINES = 12;
  private static final int LAST_BYTES = 8192;

  private final Path file;
  private final Path former;

  RedisLog(DataDirectory data) {
    this.file = data.file("redis.log");
    this.former = data.file("redis.log.1");
  }

  Path file() {
    return file;
  }

  /** Begins a new file and keeps the one before. */
  void begin() {
    try {
      if (Files.exists(file)) {
        Files.move(file, former, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot begin " + file, e);
    }
  }

  /** The last lines, harmless for a terminal, each on a line of its own and indented. */
  String end() {
    if (!Files.exists(file)) {
      return "  (nothing)";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] last = new byte[(int) Math.min(in.length(), LAST_BYTES)];
      in.seek(in.length() - last.length);
      in.readFully(last);
      List<String> lines = new String(last, UTF_8).lines().filter(l -> !l.isBlank()).toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - LAST_LINES))
          .map(line -> "  " + line.replaceAll("[\\p{Cc}\\p{Cf}]", "\ufffd"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "  (" + file + " cannot be read)";
    }
  }
}
