package io.redfire.system;

import io.grpc.Status.Code;
import java.util.Locale;
import java.util.Map;

/** What a call comes to, in the words of {@code rights.txt}. */
enum Answer {
  OK,
  LISTED,
  UNLISTED,
  IN,
  OUT,
  NAME(Code.INVALID_ARGUMENT, "NAME_INVALID"),
  LOGIN(Code.UNAUTHENTICATED, "LOGIN_REQUIRED"),
  JOIN(Code.PERMISSION_DENIED, "NOT_A_MEMBER"),
  ROLE(Code.PERMISSION_DENIED, "NOT_PERMITTED"),
  BANNED(Code.PERMISSION_DENIED, "BANNED"),
  MUTED(Code.PERMISSION_DENIED, "MUTED"),
  HIDDEN(Code.NOT_FOUND, "ROOM_NOT_FOUND"),
  ARCHIVED(Code.FAILED_PRECONDITION, "ROOM_ARCHIVED"),
  EXISTS(Code.ALREADY_EXISTS, "ROOM_EXISTS"),
  CODE(Code.INVALID_ARGUMENT, "CODE_INVALID"),
  AUTHOR(Code.PERMISSION_DENIED, "NOT_THE_AUTHOR"),
  UNFOLLOWED(Code.FAILED_PRECONDITION, "NOT_SUBSCRIBED"),
  FIELD(Code.INVALID_ARGUMENT, "FIELD_INVALID"),
  NONE(Code.NOT_FOUND, "COMMAND_NOT_FOUND"),
  TOKEN(Code.UNAUTHENTICATED, "TOKEN_INVALID"),
  DISABLED(Code.PERMISSION_DENIED, "ACCOUNT_DISABLED"),
  ADMIN(Code.PERMISSION_DENIED, "NOT_ADMIN");

  private final Code code;
  private final String reason;

  Answer() {
    this(Code.OK, "");
  }

  Answer(Code code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The word in the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word for a refusal, or the whole of it where no word says as much. */
  static String to(Refusal refusal, String room) {
    for (Answer answer : values()) {
      if (answer.reason.equals(refusal.reason()) && answer.code == refusal.code()) {
        return answer == HIDDEN && !isBlind(refusal, room) ? refusal.toString() : answer.word();
      }
    }
    return refusal.toString();
  }

  /** Whether it says no more than of a room that there never was. */
  private static boolean isBlind(Refusal refusal, String room) {
    return refusal.message().equals("there is no room '" + room + "'")
        && refusal.fields().isEmpty()
        // Tells which of several subscriptions it was.
        && (refusal.metadata().isEmpty() || refusal.metadata().equals(Map.of("room", room)));
  }
}
