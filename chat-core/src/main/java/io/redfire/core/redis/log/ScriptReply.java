package io.redfire.core.redis.log;

import io.redfire.core.log.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the members of a script's answer: whole numbers and byte strings. */
public final class ScriptReply {
  private ScriptReply() {}

  /** A whole number. */
  public static long number(List<?> reply, int index) {
    return (Long) reply.get(index);
  }

  /** The bytes of a text. */
  public static byte[] bytes(List<?> reply, int index) {
    return (byte[]) reply.get(index);
  }

  /** A text. */
  public static String text(List<?> reply, int index) {
    return new String(bytes(reply, index), StandardCharsets.UTF_8);
  }

  /** A seq and the tag after it. */
  public static Position position(List<?> reply, int index) {
    return new Position(number(reply, index), text(reply, index + 1));
  }
}
