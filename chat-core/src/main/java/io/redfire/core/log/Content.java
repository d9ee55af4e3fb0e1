package io.redfire.core.log;

import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.NoticeKind;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an entry says, as it stands now. A message that was changed shows what it says since the
 * newest change, wherever in the log it is read.
 */
public sealed interface Content {
  /** The newest change of it; null where it is as it was sent. */
  default @Nullable Change change() {
    return null;
  }

  /** The seq of the message that it changes; 0 where it changes none. */
  default long changes() {
    return 0;
  }

  /**
   * A text message.
   *
   * @param text what it says
   * @param via the name of the webhook by which it came; empty where its sender sent it
   * @param change the newest edit of it; null where it is as it was sent
   */
  record Text(String text, Optional<String> via, @Nullable Change change) implements Content {
    /** One that says what its sender sent, or last edited. */
    public Text(String text, @Nullable Change change) {
      this(text, Optional.empty(), change);
    }

    /** One that says what was sent. */
    public Text(String text) {
      this(text, null);
    }
  }

  /**
   * A text message that its author erased.
   *
   * @param change the erasure
   */
  record Erased(Change change) implements Content {}

  /**
   * Gives a message new words.
   *
   * @param changes the seq of the message
   * @param text what it says from here on
   */
  record Edit(long changes, String text) implements Content {}

  /**
   * Gave a message new words, which are gone since the message was changed again.
   *
   * @param changes the seq of the message
   * @param change what changed it next
   */
  record SupersededEdit(long changes, Change change) implements Content {}

  /**
   * Takes a message's words away.
   *
   * @param changes the seq of the message
   */
  record Erasure(long changes) implements Content {}

  /**
   * Changed someone's part in the room.
   *
   * @param user whose
   * @param role what the user is from here on; empty where no member
   * @param until how long a ban or mute lasts; empty until it is lifted
   * @param reason why, for people; may be empty
   */
  record Membership(
      String user,
      MembershipAction action,
      Optional<Role> role,
      Optional<Instant> until,
      String reason)
      implements Content {}

  /**
   * Changed what holds in the room.
   *
   * @param rules as they are from here on
   */
  record Rules(RoomRules rules) implements Content {}

  /**
   * Something that happened to the account whose own log this is.
   *
   * @param room the room that it is about; empty for none
   * @param session the session that it is about; empty for none
   */
  record Notice(NoticeKind kind, Optional<String> room, Optional<String> session)
      implements Content {}

  /**
   * A slash command that the entry's sender ran, in the own log of the bot that answers it.
   *
   * @param room where it was run
   * @param name which command
   * @param text what stood after the name
   */
  record Command(String room, String name, String text) implements Content {}

  /** A kind of entry that this version does not know; it keeps its place in the log. */
  record Unknown() implements Content {}
}
