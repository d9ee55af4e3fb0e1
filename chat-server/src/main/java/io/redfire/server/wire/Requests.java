package io.redfire.server.wire;

import com.google.common.base.Utf8;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.CommandRun;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.InvalidName;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import io.redfire.core.member.PresenceState;
import io.redfire.core.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Turns what clients send into checked values of the model; throws {@link Problem} for all else.
 * Thread-safe.
 */
public final class Requests {
  /** How many replicas may be waited for. */
  public static final int MOST_REPLICAS = 16;

  private static final Pattern TAG = Pattern.compile("[0-9a-f]{16}");

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

  /** A message to append, with words of the sender's own or with those of another one. */
  public NewEntry send(UserName from, OutgoingMessage message) {
    NewMessage own = message(from, message);
    if (!message.hasForwardOf()) {
      return own;
    }
    if (!own.text().isEmpty()) {
      throw Problem.of(
          Reason.FIELD_INVALID, "text", "words of one's own (expected: none with forward_of)");
    }
    if (!own.attachments().isEmpty()) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "attachments",
          "attachments of one's own (expected: none with forward_of)");
    }
    MessagePlace of = message.getForwardOf();
    return new NewForward(
        own.room(),
        own.id(),
        from,
        own.at(),
        check(Reason.NAME_INVALID, "forward_of.room", RoomName::new, of.getRoom()),
        target("forward_of.seq", of.getSeq()),
        tag("forward_of.tag", of.getTag()),
        own.ties());
  }

  /** A message to append, with words of the sender's own. */
  public NewMessage message(UserName from, OutgoingMessage message) {
    RoomName room = room(message.getRoom());
    String text = text(message.getText());
    Ties ties =
        new Ties(
            tie("reply_to_seq", message.getReplyToSeq()),
            tie("thread_seq", message.getThreadSeq()),
            null,
            tag("reply_to_tag", message.getReplyToTag()),
            tag("thread_tag", message.getThreadTag()));
    List<Attachment> attachments = attachments(message.getAttachmentsList());
    Instant now = now();
    NewMessage bare = new NewMessage(room, id(message.getId(), now), from, now, text).tiedBy(ties);
    return attachments.isEmpty() ? bare : bare.with(attachments);
  }

  /** The tag that a sender expects at a seq; empty for any. */
  private static String tag(String field, String tag) {
    if (!tag.isEmpty() && !TAG.matcher(tag).matches()) {
      throw Problem.of(
          Reason.FIELD_INVALID, field, "no tag (expected: 16 hex digits as of an entry, or none)");
    }
    return tag;
  }

  private static long tie(String field, long seq) {
    return seq == 0 ? 0 : target(field, seq);
  }

  /** With names as they came. */
  private static List<Attachment> attachments(List<AttachmentRef> refs) {
    if (refs.size() > Limit.ATTACHMENTS) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "attachments",
          refs.size() + " of them (expected: at most " + Limit.ATTACHMENTS + ")");
    }
    Set<ContentHash> hashes = new HashSet<>();
    List<Attachment> attachments = new ArrayList<>();
    for (AttachmentRef ref : refs) {
      ContentHash hash = hash("attachments.sha256", ref.getSha256());
      if (!hashes.add(hash)) {
        throw Problem.of(
            Reason.FIELD_INVALID, "attachments", "one of them twice (expected: each once)");
      }
      attachments.add(new Attachment(hash, ref.getName(), ref.getAlt(), ContentFacts.UNKNOWN));
    }
    return attachments;
  }

  /** Names bytes. */
  public static ContentHash hash(String field, String text) {
    if (!ContentHash.isOne(text)) {
      throw Problem.of(
          Reason.FIELD_INVALID, field, "no SHA-256 (expected: 64 hex digits, small letters)");
    }
    return new ContentHash(text);
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

  /** A reaction to a message, or the end of one. */
  public NewReaction reaction(UserName from, MessageReaction reaction) {
    RoomName room = room(reaction.getRoom());
    long seq = target(reaction.getSeq());
    String emoji = EmojiRule.emoji(reaction.getEmoji());
    Instant now = now();
    return new NewReaction(
        room,
        id(reaction.getId(), now),
        from,
        now,
        seq,
        emoji,
        reaction.getRemove(),
        tag("tag", reaction.getTag()));
  }

  /** A message to pin, or to pin no more. */
  public NewPin pin(UserName from, MessagePin pin) {
    RoomName room = room(pin.getRoom());
    long seq = target(pin.getSeq());
    Instant now = now();
    String tag = tag("tag", pin.getTag());
    return new NewPin(room, id(pin.getId(), now), from, now, seq, pin.getRemove(), tag);
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

  /** Up to which entry something was read or delivered; may be beyond the newest one. */
  public static long mark(long seq) {
    if (seq < 0) {
      throw Problem.of(
          Reason.SEQ_AHEAD,
          "seq",
          Long.toUnsignedString(seq) + " (expected: the seq of an entry, or 0)");
    }
    return seq;
  }

  /** How a user wants to be seen. */
  public static PresenceState presence(io.redfire.chat.v1.PresenceState state) {
    return switch (state) {
      case PRESENCE_STATE_ONLINE -> PresenceState.ONLINE;
      case PRESENCE_STATE_AWAY -> PresenceState.AWAY;
      case PRESENCE_STATE_OFFLINE -> PresenceState.OFFLINE;
      case PRESENCE_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw Problem.of(
              Reason.FIELD_INVALID,
              "state",
              "none that this server knows (expected: online, away or offline)");
    };
  }

  /** How a user wants to be seen from the start; empty where nothing is said. */
  public static Optional<PresenceState> firstPresence(io.redfire.chat.v1.PresenceState state) {
    return state == io.redfire.chat.v1.PresenceState.PRESENCE_STATE_UNSPECIFIED
        ? Optional.empty()
        : Optional.of(presence(state));
  }

  /** The users whose presence somebody wants to know. */
  public static Set<UserName> watched(List<String> names) {
    if (names.size() > Limit.WATCHED_USERS) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "users",
          names.size() + " names (expected: at most " + Limit.WATCHED_USERS + ")");
    }
    Set<UserName> users = new LinkedHashSet<>();
    names.forEach(name -> users.add(check(Reason.NAME_INVALID, "users", UserName::new, name)));
    return users;
  }

  private static long target(long seq) {
    return target("seq", seq);
  }

  /** The seq of a message, which such a field names. */
  public static long target(String field, long seq) {
    if (seq <= 0) {
      throw Problem.of(
          Reason.MESSAGE_NOT_FOUND,
          field,
          Long.toUnsignedString(seq) + " (expected: the seq of a message)");
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
