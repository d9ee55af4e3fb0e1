package io.redfire.core.redis.log;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * What a failure of Redis means: whether trying again may help, and the reason for whoever asked.
 *
 * <p>Told by the exception's type, and where Jedis has none of its own, by the error's kind, which
 * in the Redis protocol is the first word of an error reply.
 *
 * @param passing whether the same call may succeed later
 * @param elsewhere whether it may be that another server has taken this one's place
 */
record RedisFailure(boolean passing, boolean elsewhere, Reason reason) {
  private static final RedisFailure NOT_READY = new RedisFailure(true, false, Reason.UNAVAILABLE);
  private static final RedisFailure NOT_THIS_ONE = new RedisFailure(true, true, Reason.UNAVAILABLE);

  /** Begins the answer to a connection too many, which has no kind of its own. */
  private static final String NO_CONNECTION_LEFT = "ERR max number of clients";

  static RedisFailure of(JedisException failure) {
    if (failure instanceof JedisAccessControlException) {
      return refusal(Reason.DENIED);
    }
    if (failure instanceof JedisClusterException) {
      return NOT_THIS_ONE;
    }
    if (failure instanceof JedisBusyException
        || failure instanceof JedisRedirectionException
        || failure instanceof JedisNoScriptException
        || String.valueOf(failure.getMessage()).startsWith(NO_CONNECTION_LEFT)
        || !(failure instanceof JedisDataException)) {
      return NOT_READY;
    }
    return switch (kind(failure)) {
      case "LOADING", "READONLY", "MASTERDOWN" -> NOT_THIS_ONE;
      case "TRYAGAIN", "NOREPLICAS", "MISCONF", "UNKILLABLE" -> NOT_READY;
      case "OOM" -> refusal(Reason.OUT_OF_MEMORY);
      case "WRONGTYPE" -> refusal(Reason.NOT_A_LOG);
      default -> refusal(Reason.INTERNAL);
    };
  }

  private static RedisFailure refusal(Reason reason) {
    return new RedisFailure(false, false, reason);
  }

  /** The exception for whoever asked; Redis' own words stay in the cause, for the log. */
  static LogException exception(JedisException failure) {
    Reason reason = of(failure).reason();
    return new LogException(reason, message(reason), failure);
  }

  private static String message(Reason reason) {
    return switch (reason) {
      case UNAVAILABLE -> "the message store did not answer in time";
      case OVERLOADED -> "more appends wait than this node takes";
      case ABANDONED -> "an earlier message of the same stream failed";
      case OUT_OF_MEMORY -> "the message store is out of memory";
      case NOT_A_LOG -> "the room's Redis key holds something that is not a log";
      case DENIED -> "the message store denies this node a command that it needs";
      case MESSAGE_ABSENT ->
          "the room's log holds no entry with it (expected: the seq of a message)";
      case NOT_A_MESSAGE ->
          "no message of a user of this service stands there (expected: a message)";
      case NOT_THE_AUTHOR -> "somebody else sent that message (expected: one of yours)";
      case MESSAGE_ERASED -> "that message is erased (expected: one that is not)";
      case FORWARDED ->
          "the words of that message are somebody else's (expected: a message that was not"
              + " forwarded)";
      case TOO_MANY_PINS ->
          "as many messages of the room are pinned as may be (expected: one of them unpinned"
              + " first)";
      case THREAD_NESTED ->
          "that message is in a thread itself (expected: the message that the thread is of)";
      case TOO_MANY_REACTIONS ->
          "that message has as many reactions as it may (expected: an emoji that it has, or fewer"
              + " reactions)";
      case ATTACHMENT_ABSENT ->
          "the room does not hold one of them (expected: what was uploaded to it lately)";
      case GOVERNANCE_STALE -> "the room's rules or members changed meanwhile";
      case ROOM_EXISTS -> "the room was created or written to before (expected: a new name)";
      case INTERNAL -> "the message store answered something unknown";
    };
  }

  static LogException exception(Reason reason) {
    return new LogException(reason, message(reason), null);
  }

  /** As the other one, of a message that is tied to others. */
  static LogException exception(Reason reason, String about, long rightSeq) {
    return new LogException(reason, message(reason), about, rightSeq);
  }

  private static String kind(JedisException failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf(' ');
    return end < 0 ? message : message.substring(0, end);
  }
}
