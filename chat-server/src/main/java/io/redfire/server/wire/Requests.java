package io.redfire.server.wire;

import com.google.common.base.Utf8;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what clients send into checked values of the model; throws {@link Problem} for all else.
 * Thread-safe.
 */
public final class Requests {
  /** How many replicas may be waited for. */
  public static final int MOST_REPLICAS = 16;

  private final Clock clock;
  private final int replicas;
  private final int textBytes;

  /**
   * Checks against this clock; a text may be as long as is usual.
   *
   * @param clock tells whether an id is too old or from the future
   * @param replicas how many replicas are waited for where a client does not say; 0 for none
   */
  public Requests(Clock clock, int replicas) {
    this(clock, replicas, Limit.TEXT_BYTES);
  }

  /**
   * As the other one.
   *
   * @param textBytes how long a text may be, in UTF-8
   */
  public Requests(Clock clock, int replicas, int textBytes) {
    this.clock = clock;
    this.replicas = replicas;
    this.textBytes = textBytes;
  }

  /** The server's time. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** A room's name. */
  public static RoomName room(String name) {
    return check(Reason.NAME_INVALID, "room", RoomName::new, name);
  }

  /** The name of someone who takes part. */
  public static UserName user(String name) {
    UserName user = check(Reason.NAME_INVALID, "user", UserName::new, name);
    if (user.equals(UserName.REDIS)) {
      throw Problem.of(
          Reason.NAME_RESERVED,
          "user",
          "'redis' stands for other programs (expected: another name)");
    }
    return user;
  }

  /** A message to append. */
  public NewMessage message(UserName from, OutgoingMessage message) {
    RoomName room = room(message.getRoom());
    String text = text(message.getText());
    Instant now = now();
    return new NewMessage(room, id(message.getId(), now), from, now, text);
  }

  /** New words for a message. */
  public NewEdit edit(UserName from, MessageEdit edit) {
    RoomName room = room(edit.getRoom());
    long seq = target(edit.getSeq());
    String text = text(edit.getText());
    Instant now = now();
    return new NewEdit(room, id(edit.getId(), now), from, now, seq, text);
  }

  /** The end of a message. */
  public NewErasure erasure(UserName from, MessageErasure erasure) {
    RoomName room = room(erasure.getRoom());
    long seq = target(erasure.getSeq());
    Instant now = now();
    return new NewErasure(room, id(erasure.getId(), now), from, now, seq);
  }

  /** A slash command to run, for nobody yet: its room is that of its sender. */
  public NewCommand command(UserName from, CommandRun run) {
    RoomName about = room(run.getRoom());
    CommandName name = command(run.getName());
    String text = text(run.getText());
    Instant now = now();
    return new NewCommand(RoomName.ownOf(from), id(run.getId(), now), from, now, name, about, text);
  }

  /** The name of a slash command. */
  public static CommandName command(String name) {
    return check(Reason.NAME_INVALID, "name", CommandName::new, name);
  }

  /** How many replicas are to have something before it is acknowledged; 0 for none. */
  public int replicas(AckTarget target) {
    long wanted = Integer.toUnsignedLong(target.getReplicas());
    boolean replicated = target.getLevel() == AckLevel.ACK_LEVEL_REPLICATED;
    if (wanted > 0 && !replicated) {
      throw Problem.of(
          Reason.ACK_INVALID,
          "ack.replicas",
          wanted + " with another level (expected: 0, or the level ACK_LEVEL_REPLICATED)");
    }
    return switch (target.getLevel()) {
      case ACK_LEVEL_UNSPECIFIED -> replicas;
      case ACK_LEVEL_ACCEPTED, ACK_LEVEL_ON_DISK -> 0;
      case ACK_LEVEL_REPLICATED -> {
        if (wanted > MOST_REPLICAS) {
          throw Problem.of(
              Reason.ACK_INVALID,
              "ack.replicas",
              wanted + " (expected: 1 to " + MOST_REPLICAS + ")");
        }
        yield Math.max(1, (int) wanted);
      }
      case UNRECOGNIZED ->
          throw Problem.of(
              Reason.ACK_INVALID,
              "ack.level",
              target.getLevelValue() + " (expected: a level that this server knows, or none)");
    };
  }

  private static long target(long seq) {
    if (seq <= 0) {
      throw Problem.of(
          Reason.MESSAGE_NOT_FOUND,
          "seq",
          Long.toUnsignedString(seq) + " (expected: the seq of a message of yours)");
    }
    return seq;
  }

  private String text(String text) {
    int bytes = Utf8.encodedLength(text);
    if (bytes > textBytes) {
      throw Problem.of(
          Reason.TEXT_TOO_LONG,
          "text",
          bytes + " bytes (expected: at most " + textBytes + ")",
          Map.of("max_text_bytes", Integer.toString(textBytes)));
    }
    return text;
  }

  /** A sender's own id of something; empty where none is told. */
  public Optional<MessageId> id(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(id(text, now()));
  }

  private static MessageId id(String text, Instant now) {
    if (text.isEmpty()) {
      return MessageId.create();
    }
    MessageId id = check(Reason.ID_INVALID, "id", MessageId::new, text);
    Instant made = id.time();
    if (made.isBefore(now.minus(RedisKeys.ID_MEMORY))) {
      throw Problem.of(
          Reason.ID_TOO_OLD,
          "id",
          "made at "
              + made
              + ", before ids are remembered (expected: at most 24 hours old; it is "
              + now
              + " here)",
          Map.of("server_time", now.toString()));
    }
    if (made.isAfter(now.plus(RedisKeys.ID_MAX_AHEAD))) {
      throw Problem.of(
          Reason.ID_FROM_FUTURE,
          "id",
          "made at " + made + " (expected: at most 5 minutes ahead; it is " + now + " here)",
          Map.of("server_time", now.toString()));
    }
    return id;
  }

  private static <T> T check(Reason reason, String field, Function<String, T> make, String value) {
    try {
      return make.apply(value);
    } catch (InvalidName invalid) {
      String message = String.valueOf(invalid.getMessage());
      String prefix = field + ": ";
      throw Problem.of(
          reason, field, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }
  }
}
