package io.redfire.core.redis.log;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of our Lua scripts, what all of them share before it. Immutable.
 *
 * @param source the script
 * @param sha its SHA-1 in hex, by which Redis knows it
 */
record Script(byte[] source, byte[] sha) {
  static final Script APPEND = load("log.lua", "write.lua", "append.lua");
  static final Script EDIT = load("log.lua", "write.lua", "edit.lua");
  static final Script PAGE = load("log.lua", "page.lua");
  static final Script FORK = load("log.lua", "fork.lua");

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
