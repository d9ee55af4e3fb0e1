package io.redfire.core.redis.member;

import io.redfire.core.log.Words;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomState;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of a room's hash of rules, as {@code govern.lua} writes them. */
final class RulesFields {
  static final byte[][] ALL =
      Stream.of(
              "version",
              "kind",
              "title",
              "topic",
              "archived",
              "retain",
              "slow_mode",
              "owners",
              "members")
          .map(name -> name.getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);

  private RulesFields() {}

  /** The state that the values of the fields tell; a value is null where the field is missing. */
  static RoomState state(List<?> values, Part part) {
    if (values.get(0) == null) {
      return new RoomState("", Optional.empty(), part, 0, 0);
    }
    // A kind that this version does not know is nobody's to find, at least.
    RoomKind kind = Words.find(RoomKind.class, text(values, 1)).orElse(RoomKind.PRIVATE);
    RoomRules rules =
        new RoomRules(
            kind,
            text(values, 2),
            text(values, 3),
            text(values, 4).equals("1"),
            number(values, 5),
            Duration.ofSeconds(number(values, 6)));
    return new RoomState(
        text(values, 0),
        Optional.of(rules),
        part,
        Math.toIntExact(number(values, 7)),
        Math.toIntExact(number(values, 8)));
  }

  private static String text(List<?> values, int index) {
    byte @Nullable [] value = (byte[]) values.get(index);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }

  private static long number(List<?> values, int index) {
    String text = text(values, index);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
