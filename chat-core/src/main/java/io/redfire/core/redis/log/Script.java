package io.redfire.core.redis.log;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of our Lua scripts, what it shares with others before it. Immutable.
 *
 * @param source the script
 * @param sha its SHA-1 in hex, by which Redis knows it
 */
public record Script(byte[] source, byte[] sha) {
  static final Script APPEND = load("log.lua", "forks.lua", "write.lua", "append.lua");
  static final Script REPLY =
      load(
          "log.lua",
          "forks.lua",
          "write.lua",
          "entry.lua",
          "message.lua",
          "reply.lua",
          "append.lua");
  static final Script THREAD = load("log.lua", "entry.lua", "message.lua", "thread.lua");
  static final Script ATTACH =
      load("log.lua", "forks.lua", "write.lua", "attach.lua", "append.lua", "attached.lua");
  static final Script REPLY_ATTACH =
      load(
          "log.lua",
          "forks.lua",
          "write.lua",
          "entry.lua",
          "message.lua",
          "attach.lua",
          "reply.lua",
          "append.lua",
          "attached.lua");
  static final Script EDIT = ofChange("entry.lua", "message.lua", "quiet.lua", "edit.lua");
  static final Script REACT = ofChange("entry.lua", "message.lua", "quiet.lua", "react.lua");
  static final Script PIN = ofChange("entry.lua", "message.lua", "quiet.lua", "pin.lua");
  static final Script PINS = load("log.lua", "entry.lua", "message.lua", "pins.lua");
  static final Script GOVERN = ofChange("entry.lua", "quiet.lua", "govern.lua");
  static final Script BATCH = batch();
  static final Script PAGE = load("log.lua", "page.lua");
  static final Script AT = load("log.lua", "at.lua");
  static final Script FORK = load("log.lua", "fork.lua");

  private static final Map<Script, String> IN_BATCH =
      Map.of(APPEND, "append", REPLY, "reply", EDIT, "edit", REACT, "react", PIN, "pin");

  /** The one that appends messages: some that stand for themselves, or one that does not. */
  static Script ofMessages(boolean isTied, boolean attaches) {
    if (isTied) {
      return attaches ? REPLY_ATTACH : REPLY;
    }
    return attaches ? ATTACH : APPEND;
  }

  private static Script ofChange(String... parts) {
    return load(
        Stream.concat(Stream.of("log.lua", "forks.lua", "write.lua"), Stream.of(parts))
            .toArray(String[]::new));
  }

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

  private static Script load(String... parts) {
    return ofSource(Stream.of(parts).map(Script::read).collect(Collectors.joining()));
  }

  @SuppressWarnings("deprecation") // SHA-1 is how Redis names a script.
  private static Script ofSource(String source) {
    byte[] sha =
        Hashing.sha1()
            .hashString(source, StandardCharsets.UTF_8)
            .toString()
            .getBytes(StandardCharsets.US_ASCII);
    return new Script(source.getBytes(StandardCharsets.UTF_8), sha);
  }

  /** Its name among those of {@link #BATCH}; empty where it is none of them. */
  String nameInBatch() {
    return IN_BATCH.getOrDefault(this, "");
  }

  /** Each of them a function of one script, which finds in its keys and arguments what it would. */
  private static Script batch() {
    StringBuilder source = new StringBuilder("local KEYS, ARGV = KEYS, ARGV\n");
    Stream.of("log.lua", "forks.lua", "write.lua", "entry.lua", "message.lua", "quiet.lua")
        .forEach(shared -> source.append(read(shared)));
    source.append("local scripts = {}\n");
    Map.of(
            "append", List.of("append.lua"),
            "reply", List.of("reply.lua", "append.lua"),
            "edit", List.of("edit.lua"),
            "react", List.of("react.lua"),
            "pin", List.of("pin.lua"))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            script -> {
              source.append("scripts.").append(script.getKey()).append(" = function()\n");
              script.getValue().forEach(part -> source.append(read(part)));
              source.append("end\n");
            });
    return ofSource(source.append(read("batch.lua")).toString());
  }

  private static String read(String name) {
    try {
      return Resources.toString(Resources.getResource(Script.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }
}
