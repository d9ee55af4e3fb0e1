package io.redfire.server.govern;

import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneLine;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.time.Instant;

/**
 * Checks what clients, and files of rooms, tell of rules and parts; throws {@link Problem} for what
 * cannot be.
 */
public final class RoomFields {
  private static final int MOST_TITLE = 128;
  private static final int MOST_TOPIC = 1024;
  private static final int MOST_REASON_BYTES = 512;
  private static final int BYTES_OF_CHARACTER = 4;
  private static final long MOST_RETAIN = 1_000_000_000;
  private static final long MOST_SLOW_MODE_SECONDS = 21_600;

  /** A hundred years: what lasts longer lasts until it is lifted. */
  private static final long MOST_LIFETIME_SECONDS = 3_155_760_000L;

  private RoomFields() {}

  static RoomRules rules(io.redfire.chat.v1.RoomRules told) {
    return new RoomRules(
        kind("rules.kind", told.getKind()),
        title("rules.title", told.getTitle()),
        topic("rules.topic", told.getTopic()),
        told.getArchived(),
        retain("rules.retain", told.getRetain()),
        slowMode("rules.slow_mode", told.getSlowMode()));
  }

  /**
   * Rules that somebody brings in, as they may be shown.
   *
   * @throws Problem where a client could not have set them so
   */
  public static RoomRules checked(RoomRules told) {
    return new RoomRules(
        told.kind(),
        title("title", told.title()),
        topic("topic", told.topic()),
        told.archived(),
        retain("retain", told.retain()),
        slowMode("slow_mode", told.slowMode().toSeconds()));
  }

  static String title(String field, String text) {
    return line(field, text, MOST_TITLE, MOST_TITLE * BYTES_OF_CHARACTER);
  }

  static String topic(String field, String text) {
    return line(field, text, MOST_TOPIC, MOST_TOPIC * BYTES_OF_CHARACTER);
  }

  static String reason(String text) {
    return line("reason", text, MOST_REASON_BYTES, MOST_REASON_BYTES);
  }

  private static String line(String field, String text, int mostCharacters, int mostBytes) {
    try {
      return OneLine.check(field, text, mostCharacters, mostBytes);
    } catch (InvalidField invalid) {
      throw invalid(field, invalid.complaint());
    }
  }

  static long retain(String field, long told) {
    if (told < 0 || told > MOST_RETAIN) {
      throw invalid(
          field, Long.toUnsignedString(told) + " (expected: 0 to " + MOST_RETAIN + " entries)");
    }
    return told;
  }

  static Duration slowMode(String field, com.google.protobuf.Duration told) {
    return slowMode(field, told.getNanos() == 0 ? told.getSeconds() : -1);
  }

  private static Duration slowMode(String field, long seconds) {
    if (seconds < 0 || seconds > MOST_SLOW_MODE_SECONDS) {
      throw invalid(field, "expected: whole seconds, 0 to " + MOST_SLOW_MODE_SECONDS);
    }
    return Duration.ofSeconds(seconds);
  }

  static RoomKind kind(String field, io.redfire.chat.v1.RoomKind told) {
    return switch (told) {
      case ROOM_KIND_PUBLIC -> RoomKind.PUBLIC;
      case ROOM_KIND_PRIVATE -> RoomKind.PRIVATE;
      case ROOM_KIND_ANNOUNCEMENT -> RoomKind.ANNOUNCEMENT;
      default -> throw invalid(field, "another one (expected: public, private or announcement)");
    };
  }

  static Role role(io.redfire.chat.v1.Role told) {
    return switch (told) {
      case ROLE_OWNER -> Role.OWNER;
      case ROLE_MODERATOR -> Role.MODERATOR;
      case ROLE_MEMBER -> Role.MEMBER;
      case ROLE_READ_ONLY -> Role.READ_ONLY;
      case ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw invalid("role", "none that this server knows (expected: ROLE_MEMBER and the like)");
    };
  }

  /** When a ban or mute that begins now ends. */
  static Instant end(com.google.protobuf.Duration told, Instant now) {
    return told.getSeconds() > MOST_LIFETIME_SECONDS
        ? Instant.MAX
        : now.plusSeconds(told.getSeconds()).plusMillis(told.getNanos() / 1_000_000);
  }

  /** Checks how long a ban or mute lasts. */
  static void checkLifetime(com.google.protobuf.Duration told) {
    if (told.getSeconds() < 1 || told.getNanos() < 0 || told.getNanos() > 999_999_999) {
      throw invalid("lifetime", "expected: at least a second");
    }
  }

  static Problem invalid(String field, String complaint) {
    return Problem.of(Reason.FIELD_INVALID, field, complaint);
  }
}
