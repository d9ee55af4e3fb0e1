package io.redfire.server.wire;

import io.grpc.Status;

/**
 * Why a request was refused or failed: the {@code reason} of its {@code ErrorInfo}. The table in
 * docs/errors.md tells what to do about each; a test keeps the two in step.
 */
public enum Reason {
  /** Bytes that are no request, or text that is not UTF-8. */
  MALFORMED_REQUEST(Status.Code.INVALID_ARGUMENT),
  /** The server has no method of that name. */
  METHOD_UNKNOWN(Status.Code.UNIMPLEMENTED),
  /** A frame of a kind that this server does not know. */
  UNKNOWN_FRAME(Status.Code.INVALID_ARGUMENT),
  /** The first frame of a stream was something other than {@code Hello}. */
  HELLO_EXPECTED(Status.Code.INVALID_ARGUMENT),
  /** {@code Hello} came again. */
  HELLO_REPEATED(Status.Code.INVALID_ARGUMENT),
  /** No {@code Hello} came on a stream in time. */
  HELLO_LATE(Status.Code.DEADLINE_EXCEEDED),
  /** The name of a room or user breaks the rule for names. */
  NAME_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The name of the user or room is kept for the server's own use. */
  NAME_RESERVED(Status.Code.INVALID_ARGUMENT),
  /** The id is not a UUIDv7. */
  ID_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The id is older than the server remembers ids. */
  ID_TOO_OLD(Status.Code.FAILED_PRECONDITION),
  /** The id's time is ahead of the server's. */
  ID_FROM_FUTURE(Status.Code.FAILED_PRECONDITION),
  /** The text is longer than the limit. */
  TEXT_TOO_LONG(Status.Code.INVALID_ARGUMENT),
  /** The target for the acknowledgement is none. */
  ACK_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A cursor or page token that this server did not make. */
  CURSOR_INVALID(Status.Code.INVALID_ARGUMENT),
  /** More cursors than the limit, or none. */
  CURSOR_COUNT(Status.Code.INVALID_ARGUMENT),
  /** What is searched for is no query. */
  QUERY_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The server is set not to search. */
  SEARCH_OFF(Status.Code.FAILED_PRECONDITION),
  /** The search took longer than searches may. */
  SEARCH_TIMEOUT(Status.Code.RESOURCE_EXHAUSTED),
  /** The server's index cannot be used now. */
  SEARCH_UNAVAILABLE(Status.Code.UNAVAILABLE),
  /** The seq is ahead of the room's log. */
  SEQ_AHEAD(Status.Code.OUT_OF_RANGE),
  /** The stream follows as many rooms as it may. */
  TOO_MANY_ROOMS(Status.Code.RESOURCE_EXHAUSTED),
  /** It was done too often lately; the same request may succeed later. */
  RATE_LIMITED(Status.Code.RESOURCE_EXHAUSTED),
  /** The stream does not follow that room. */
  NOT_SUBSCRIBED(Status.Code.FAILED_PRECONDITION),
  /** An earlier message of this stream failed; appending this one would break the order. */
  EARLIER_MESSAGE_FAILED(Status.Code.ABORTED),
  /** The room's log holds no entry with the seq of the message that is to be changed. */
  MESSAGE_NOT_FOUND(Status.Code.NOT_FOUND),
  /** What is to be changed is not a message of a user of this service. */
  NOT_A_MESSAGE(Status.Code.FAILED_PRECONDITION),
  /** Somebody else sent the message that is to be changed. */
  NOT_THE_AUTHOR(Status.Code.PERMISSION_DENIED),
  /** The message that is to be changed is erased. */
  MESSAGE_ERASED(Status.Code.FAILED_PRECONDITION),
  /** The message whose thread is meant is in a thread itself. */
  THREAD_NESTED(Status.Code.FAILED_PRECONDITION),
  /** The words of the message that is to be edited are somebody else's. */
  FORWARDED(Status.Code.FAILED_PRECONDITION),
  /** As many messages of the room are pinned as may be. */
  TOO_MANY_PINS(Status.Code.RESOURCE_EXHAUSTED),
  /** What is to be a reaction is no emoji. */
  EMOJI_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The message has as many reactions as it may. */
  TOO_MANY_REACTIONS(Status.Code.RESOURCE_EXHAUSTED),
  /** The room does not hold the attachment. */
  ATTACHMENT_NOT_FOUND(Status.Code.NOT_FOUND),
  /** An attachment would have more bytes than the limit, or an upload more than it said. */
  ATTACHMENT_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED),
  /** The room holds as many bytes as it may. */
  ROOM_FULL(Status.Code.RESOURCE_EXHAUSTED),
  /** The user has no such upload, or no more. */
  UPLOAD_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The user has as many uploads under way as it may. */
  TOO_MANY_UPLOADS(Status.Code.RESOURCE_EXHAUSTED),
  /** What comes does not belong behind what arrived of the upload. */
  OFFSET_WRONG(Status.Code.FAILED_PRECONDITION),
  /** The bytes that arrived are not those whose hash was told. */
  CONTENT_MISMATCH(Status.Code.INVALID_ARGUMENT),
  /** The caller has to log in for this. */
  LOGIN_REQUIRED(Status.Code.UNAUTHENTICATED),
  /** No account has this name and password. */
  CREDENTIALS_WRONG(Status.Code.UNAUTHENTICATED),
  /** The token is unknown, over or revoked. */
  TOKEN_INVALID(Status.Code.UNAUTHENTICATED),
  /** An administrator disabled the account. */
  ACCOUNT_DISABLED(Status.Code.PERMISSION_DENIED),
  /** The user that is named is not the token's. */
  USER_MISMATCH(Status.Code.INVALID_ARGUMENT),
  /** The token is not good for this. */
  SCOPE_MISSING(Status.Code.PERMISSION_DENIED),
  /** The account is not an administrator's. */
  NOT_ADMIN(Status.Code.PERMISSION_DENIED),
  /** Only members may do this in the room. */
  NOT_A_MEMBER(Status.Code.PERMISSION_DENIED),
  /** The caller's role does not allow this. */
  NOT_PERMITTED(Status.Code.PERMISSION_DENIED),
  /** The caller is banned from the room. */
  BANNED(Status.Code.PERMISSION_DENIED),
  /** The caller is muted in the room. */
  MUTED(Status.Code.PERMISSION_DENIED),
  /** The room makes its members wait between messages. */
  SLOW_MODE(Status.Code.RESOURCE_EXHAUSTED),
  /** There is no room of that name that the caller may know of. */
  ROOM_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The room was created or written to before. */
  ROOM_EXISTS(Status.Code.ALREADY_EXISTS),
  /** Nobody writes to the room any more. */
  ROOM_ARCHIVED(Status.Code.FAILED_PRECONDITION),
  /** The room changed while the request was decided. */
  ROOM_CHANGED(Status.Code.ABORTED),
  /** The room has no such command, or its bot may not answer it any more. */
  COMMAND_NOT_FOUND(Status.Code.NOT_FOUND),
  /** Another bot has the command in this room. */
  COMMAND_TAKEN(Status.Code.ALREADY_EXISTS),
  /** The room has as many commands as it may. */
  TOO_MANY_COMMANDS(Status.Code.RESOURCE_EXHAUSTED),
  /** The room has no such webhook, or the token is not its. */
  WEBHOOK_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The room has as many webhooks as it may. */
  TOO_MANY_WEBHOOKS(Status.Code.RESOURCE_EXHAUSTED),
  /** The room would have members and no owner. */
  LAST_OWNER(Status.Code.FAILED_PRECONDITION),
  /** There is no such user, or not in that room. */
  USER_NOT_FOUND(Status.Code.NOT_FOUND),
  /** Another account has the name. */
  NAME_TAKEN(Status.Code.ALREADY_EXISTS),
  /** The name would be mistaken for that of another account or room, or of other programs. */
  NAME_CONFUSABLE(Status.Code.ALREADY_EXISTS),
  /** The password breaks the rule for passwords. */
  PASSWORD_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The code is unknown, used up or over. */
  CODE_INVALID(Status.Code.INVALID_ARGUMENT),
  /** Nobody may register without a code. */
  REGISTRATION_CLOSED(Status.Code.PERMISSION_DENIED),
  /** A field holds what it cannot hold. */
  FIELD_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The account has no such session. */
  SESSION_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The account has as many sessions as it may. */
  TOO_MANY_SESSIONS(Status.Code.RESOURCE_EXHAUSTED),
  /** The user has as many streams as it may. */
  TOO_MANY_STREAMS(Status.Code.RESOURCE_EXHAUSTED),
  /** The server would have no administrator. */
  LAST_ADMIN(Status.Code.FAILED_PRECONDITION),
  /** The room's Redis key holds something that is not a log. */
  NOT_A_LOG(Status.Code.FAILED_PRECONDITION),
  /** The message store did not answer in time; for a message, the outcome is unknown. */
  STORE_UNAVAILABLE(Status.Code.UNAVAILABLE),
  /** The message store is out of memory. */
  STORE_FULL(Status.Code.RESOURCE_EXHAUSTED),
  /** The message store denies this server a command that it needs. */
  STORE_DENIED(Status.Code.INTERNAL),
  /** More waits than this node takes: to be appended, to be hashed, or to ask Redis. */
  OVERLOADED(Status.Code.RESOURCE_EXHAUSTED),
  /** The server is stopping. */
  STOPPING(Status.Code.UNAVAILABLE),
  /** gRPC itself ended the call; the status code says why. */
  TRANSPORT(Status.Code.UNKNOWN),
  /** A fault of the server's; its log tells more. */
  INTERNAL(Status.Code.INTERNAL);

  private final Status.Code code;

  Reason(Status.Code code) {
    this.code = code;
  }

  /** The status code that goes with it. */
  public Status.Code code() {
    return code;
  }
}
