package io.redfire.client;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.OutgoingMessage;
import java.util.concurrent.CompletableFuture;

/**
 * One message on its way. Used on the client's own thread only, but for the future.
 *
 * <p>Its number is its place among all messages of this client; the id is given at its first
 * transmission, when the server's time is known, and never changes after that.
 */
final class Outgoing {
  private final OutgoingMessage message;
  private final CompletableFuture<Accepted> answer = new CompletableFuture<>();
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
    return message.toBuilder().setId(id).setAck(ack).build();
  }
}
