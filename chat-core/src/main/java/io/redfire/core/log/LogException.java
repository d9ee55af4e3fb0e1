package io.redfire.core.log;

import org.jspecify.annotations.Nullable;

/** Says why the log did not do what it was asked. Its message is fit for whoever asked. */
public final class LogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Redis was not reachable or not ready in time; whether an append took place is unknown. */
    UNAVAILABLE,
    /** More appends wait than the node takes; nothing was done. */
    OVERLOADED,
    /** An earlier message of the same lane failed; whether this append took place is unknown. */
    ABANDONED,
    /** Redis has no memory left for an append; nothing was done. */
    OUT_OF_MEMORY,
    /** The room's key holds something that is not a log; nothing was done. */
    NOT_A_LOG,
    /** Redis does not let this user do it; nothing was done. */
    DENIED,
    /** The log holds no entry with the seq of the message that was to be changed. */
    MESSAGE_ABSENT,
    /** What was to be changed is not a message of a user of ours. */
    NOT_A_MESSAGE,
    /** Somebody else sent the message that was to be changed. */
    NOT_THE_AUTHOR,
    /** The message that was to be changed is erased. */
    MESSAGE_ERASED,
    /** The message has as many reactions as it may. */
    TOO_MANY_REACTIONS,
    /** The words of the message that was to be edited are somebody else's. */
    FORWARDED,
    /** As many messages of the room are pinned as may be. */
    TOO_MANY_PINS,
    /** The message whose thread was meant is in a thread itself. */
    THREAD_NESTED,
    /** The room holds no attachment that a message names. */
    ATTACHMENT_ABSENT,
    /** The room's rules or members are no longer as the change was decided on. */
    GOVERNANCE_STALE,
    /** The room that was to be created was created or written to before. */
    ROOM_EXISTS,
    /** Redis answered something that this version does not know. */
    INTERNAL
  }

  private final Reason reason;
  private final String about;
  private final long rightSeq;

  /** Makes one with a message of one line and, where there is one, what caused it. */
  public LogException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.about = "seq";
    this.rightSeq = 0;
  }

  /**
   * Makes one of a message that is tied to others.
   *
   * @param about which of its seqs is refused: {@code reply_to_seq} or {@code thread_seq}
   * @param rightSeq what that would better be; 0 where nobody knows
   */
  public LogException(Reason reason, String message, String about, long rightSeq) {
    super(message);
    this.reason = reason;
    this.about = about;
    this.rightSeq = rightSeq;
  }

  /** Whether the same append may succeed later. */
  public boolean mayPass() {
    return switch (reason) {
      case UNAVAILABLE, OVERLOADED, ABANDONED, OUT_OF_MEMORY -> true;
      case NOT_A_LOG,
          DENIED,
          MESSAGE_ABSENT,
          NOT_A_MESSAGE,
          NOT_THE_AUTHOR,
          MESSAGE_ERASED,
          TOO_MANY_REACTIONS,
          FORWARDED,
          TOO_MANY_PINS,
          THREAD_NESTED,
          ATTACHMENT_ABSENT,
          GOVERNANCE_STALE,
          ROOM_EXISTS,
          INTERNAL ->
          false;
    };
  }

  /** Whether the log is well, and only what was asked of it was not; then nothing was done. */
  public boolean isRefusal() {
    return switch (reason) {
      case MESSAGE_ABSENT,
          NOT_A_MESSAGE,
          NOT_THE_AUTHOR,
          MESSAGE_ERASED,
          TOO_MANY_REACTIONS,
          FORWARDED,
          TOO_MANY_PINS,
          THREAD_NESTED,
          ATTACHMENT_ABSENT,
          GOVERNANCE_STALE,
          ROOM_EXISTS ->
          true;
      case UNAVAILABLE, OVERLOADED, ABANDONED, OUT_OF_MEMORY, NOT_A_LOG, DENIED, INTERNAL -> false;
    };
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** What of the request a refusal is about. */
  public String about() {
    return about;
  }

  /** What that would better be; 0 where nobody knows. */
  public long rightSeq() {
    return rightSeq;
  }
}
