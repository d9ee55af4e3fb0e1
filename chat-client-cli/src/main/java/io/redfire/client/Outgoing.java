package io.redfire.client;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.OutgoingMessage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way. Used on the client's own thread only, but for the future.
 *
 * <p>Its number is its place among all messages of this client; the id is given at its first
 * transmission, when the server's time is known, and never changes after that.
 */
final class Outgoing {
  private final OutgoingMessage message;
  private final CompletableFuture<Accepted> answer = new CompletableFuture<>();
  private final Standing standing = new Standing();
  private @Nullable Standing replyTo;
  private @Nullable Standing thread;
  private String forwardTag = "";
  private OutgoingMessage sent = OutgoingMessage.getDefaultInstance();
  private String id;
  private long number;
  private boolean inDoubt;
  private String beliedTag = "";

  Outgoing(OutgoingMessage message) {
    this.message = message;
    this.id = message.getId();
  }

  String room() {
    return message.getRoom();
  }

  /** Where it stands, once it was accepted. */
  Standing standing() {
    return standing;
  }

  /**
   * What it answers is one of the client's own, wherever that stands by then; or what its listener
   * heard there, so that after a rewind it answers nothing else. Where one of the client's own was
   * lost and something else has its place, a seq alone means what the listener heard there last.
   */
  void tieTo(AcceptedMemory own, Followings readers) {
    replyTo = tie(own, readers, message.getReplyToSeq(), message.getReplyToTag());
    thread = tie(own, readers, message.getThreadSeq(), message.getThreadTag());
    MessagePlace original = message.getForwardOf();
    forwardTag = known(readers, original.getRoom(), original.getSeq(), original.getTag());
  }

  private static String known(Followings readers, String room, long seq, String tag) {
    return tag.isEmpty() ? readers.heardTagAt(room, seq) : tag;
  }

  private @Nullable Standing tie(AcceptedMemory own, Followings readers, long seq, String tag) {
    if (seq == 0) {
      return null;
    }
    String known = known(readers, room(), seq, tag);
    Standing ofOwn = own.at(room(), seq, tag);
    if (ofOwn == null) {
      ofOwn = own.formerlyAt(room(), seq, known);
    }
    return ofOwn == null ? new Standing(seq, known) : ofOwn;
  }

  /** Whether a message that it answers stands elsewhere than when it was sent last. */
  boolean isTiedElsewhere() {
    return (replyTo != null && replyTo.isElsewhere(sent.getReplyToSeq(), sent.getReplyToTag()))
        || (thread != null && thread.isElsewhere(sent.getThreadSeq(), sent.getThreadTag()));
  }

  /** Whether a message that it answers was lost, and is not accepted again yet. */
  boolean isTiedToMoving() {
    return (replyTo != null && replyTo.isMoving()) || (thread != null && thread.isMoving());
  }

  private OutgoingMessage tied() {
    OutgoingMessage.Builder frame = message.toBuilder();
    if (replyTo != null) {
      frame.setReplyToSeq(replyTo.seq()).setReplyToTag(replyTo.tag());
    }
    if (thread != null) {
      frame.setThreadSeq(thread.seq()).setThreadTag(thread.tag());
    }
    if (message.hasForwardOf()) {
      frame.getForwardOfBuilder().setTag(forwardTag);
    }
    return frame.build();
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  void number(long given) {
    this.number = given;
  }

  /** Whether its answer may be about a log that was replaced since it was sent. */
  boolean isInDoubt() {
    return inDoubt;
  }

  void inDoubt(boolean doubt) {
    this.inDoubt = doubt;
  }

  /**
   * Notes that a reader was given something else than this answer at its place; false where the
   * same answer was noted before, so that it is the reader who is behind.
   */
  boolean belied(Accepted accepted) {
    boolean isNew = !beliedTag.equals(accepted.getTag());
    beliedTag = accepted.getTag();
    return isNew;
  }

  /** Whether its sender was told that it is accepted, and it goes out again since it was lost. */
  boolean wasAnswered() {
    return answer.isDone();
  }

  String text() {
    return message.getText();
  }

  CompletableFuture<Accepted> answer() {
    return answer;
  }

  OutgoingMessage frame(MessageIds ids, AckTarget ack) {
    if (id.isEmpty()) {
      id = ids.next();
    }
    sent = tied().toBuilder().setId(id).setAck(ack).build();
    return sent;
  }
}
