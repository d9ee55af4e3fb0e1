package io.redfire.core.log;

import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.NoticeKind;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an entry says, as it stands now. A message that was changed shows what it says since the
 * newest change, wherever in the log it is read.
 */
public sealed interface Content {
  /** The newest change of its words; null where they are as they were sent. */
  default @Nullable Change change() {
    return null;
  }

  /** The seq of the message whose line it changes; 0 where it changes none. */
  default long changes() {
    return 0;
  }

  /** The seq of a message whose line it changes too; 0 where there is none. */
  default long alsoChanges() {
    return 0;
  }

  /** Whether what it changes are words, those of an edit before it among them. */
  default boolean rewords() {
    return false;
  }

  /** The seq of the newest entry that it shows already; 0 where there is none. */
  default long shows() {
    Change change = change();
    return change == null ? 0 : change.seq();
  }

  /**
   * A text message.
   *
   * @param text what it says
   * @param via the name of the webhook by which it came; empty where its sender sent it
   * @param change the newest edit of it; null where it is as it was sent
   * @param ties what it has to do with others
   * @param attachments what it has beside its words
   * @param echo what others made of it
   */
  record Text(
      String text,
      Optional<String> via,
      @Nullable Change change,
      Ties ties,
      List<Attachment> attachments,
      Echo echo)
      implements Content {
    /** One that says what was sent, and of which nobody made anything. */
    public Text(String text) {
      this(text, Optional.empty(), null, Ties.NONE, List.of(), Echo.NONE);
    }

    /** The root of its thread counts it. */
    @Override
    public long changes() {
      return ties.thread();
    }

    @Override
    public long shows() {
      return Math.max(Content.super.shows(), echo.newest());
    }
  }

  /**
   * A text message that its author erased.
   *
   * @param change the erasure
   * @param ties the thread that it is in
   * @param echo how many replies it has
   */
  record Erased(Change change, Ties ties, Echo echo) implements Content {
    @Override
    public long changes() {
      return ties.thread();
    }

    @Override
    public long shows() {
      return Math.max(Content.super.shows(), echo.newest());
    }
  }

  /**
   * Gives a message new words.
   *
   * @param changes the seq of the message
   * @param text what it says from here on
   */
  record Edit(long changes, String text) implements Content {
    @Override
    public boolean rewords() {
      return true;
    }
  }

  /**
   * Gave a message new words, which are gone since the message was changed again.
   *
   * @param changes the seq of the message
   * @param change what changed it next
   */
  record SupersededEdit(long changes, Change change) implements Content {
    @Override
    public boolean rewords() {
      return true;
    }
  }

  /**
   * Takes a message's words away.
   *
   * @param changes the seq of the message
   * @param thread the seq of the root of the thread that the message is in; 0 for none
   */
  record Erasure(long changes, long thread) implements Content {
    @Override
    public long alsoChanges() {
      return thread;
    }

    @Override
    public boolean rewords() {
      return true;
    }
  }

  /**
   * A user's reaction to a message, or the end of one.
   *
   * @param changes the seq of the message
   * @param emoji how
   * @param removed whether it was taken back
   */
  record Reaction(long changes, String emoji, boolean removed) implements Content {}

  /**
   * Pinned a message, or ended that.
   *
   * @param changes the seq of the message
   * @param removed whether it is pinned no more
   */
  record Pin(long changes, boolean removed) implements Content {}

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
