package io.redfire.core.redis.log;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of our Lua scripts, what it shares with others before it. Immutable.
 *
 * @param source the script
 * @param sha its SHA-1 in hex, by which Redis knows it
 */
public record Script(byte[] source, byte[] sha) {
  static final Script APPEND = load("log.lua", "write.lua", "append.lua");
  static final Script ATTACH =
      load("log.lua", "write.lua", "attach.lua", "append.lua", "attached.lua");
  static final Script EDIT = load("log.lua", "write.lua", "entry.lua", "quiet.lua", "edit.lua");
  static final Script GOVERN = load("log.lua", "write.lua", "quiet.lua", "govern.lua");
  static final Script PAGE = load("log.lua", "page.lua");
  static final Script FORK = load("log.lua", "fork.lua");

  /**
   * One that reads a room's log: the part of all such scripts is put before the others.
   *
   * @param parts the names of resources, beside those of the log
   */
  public static Script ofLog(String... parts) {
    return load(Stream.concat(Stream.of("log.lua"), Stream.of(parts)).toArray(String[]::new));
  }

  /** As {@link #ofLog}, one that has nothing to do with a log. */
  public static Script of(String... parts) {
    return load(parts);
  }

  @SuppressWarnings("deprecation") // SHA-1 is how Redis names a script.
  private static Script load(String... parts) {
    String source = Stream.of(parts).map(Script::read).collect(Collectors.joining());
    byte[] sha =
        Hashing.sha1()
            .hashString(source, StandardCharsets.UTF_8)
            .toString()
            .getBytes(StandardCharsets.US_ASCII);
    return new Script(source.getBytes(StandardCharsets.UTF_8), sha);
  }

  private static String read(String name) {
    try {
      return Resources.toString(Resources.getResource(Script.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }
}
