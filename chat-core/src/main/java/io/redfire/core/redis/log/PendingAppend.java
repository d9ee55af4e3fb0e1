package io.redfire.core.redis.log;

import io.redfire.core.log.Appended;
import io.redfire.core.log.Attachment;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Lane;
import io.redfire.core.log.LogException;
import io.redfire.core.log.Mentions;
import io.redfire.core.log.NewCommand;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewNotice;
import io.redfire.core.redis.log.RedisObserver.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An entry on its way to the log.
 *
 * @param entry what is appended
 * @param bodies its bodies, encoded by whoever handed it in; a change of a room has several
 * @param mentions whom it mentions, as far as its text tells
 * @param lane what it may not overtake
 * @param replicas how many replicas are to have it before its sender hears; 0 for none
 * @param since {@link System#nanoTime} at which it was handed in
 * @param deadline {@link System#nanoTime} at which it is given up
 * @param outcome ends once
 * @param observer hears of the outcome before the sender does
 */
record PendingAppend(
    NewEntry entry,
    List<byte[]> bodies,
    Collection<String> mentions,
    Lane lane,
    int replicas,
    long since,
    long deadline,
    CompletableFuture<Appended> outcome,
    RedisObserver observer) {
  /** Encodes the entry. */
  PendingAppend(
      NewEntry entry,
      Lane lane,
      int replicas,
      long since,
      long deadline,
      CompletableFuture<Appended> outcome,
      RedisObserver observer) {
    this(
        entry,
        EntryCodec.encodeAll(entry),
        mentions(entry),
        lane,
        replicas,
        since,
        deadline,
        outcome,
        observer);
  }

  /**
   * Whoever is mentioned in words that somebody else said was told of that before, or is elsewhere.
   */
  private static Collection<String> mentions(NewEntry entry) {
    return entry instanceof NewMessage message && message.ties().forward() == null
        ? Mentions.in(message.text())
        : List.of();
  }

  /** Ends it well. */
  void succeed(Appended appended) {
    tell(appended.duplicate() ? Outcome.DUPLICATE : Outcome.ACCEPTED);
    outcome.complete(appended);
  }

  /** Ends it; first its lane, so that nothing behind it is appended before its sender knows. */
  void fail(LogException failure) {
    if (failure.mayPass()) {
      lane.breakOff();
    }
    tell(failure.isRefusal() ? Outcome.REFUSED : Outcome.FAILED);
    outcome.completeExceptionally(failure);
  }

  private void tell(Outcome what) {
    observer.settled(what, System.nanoTime() - since);
  }

  /**
   * Whether it may be refused by what the log or the room holds, and so is a script of its own, in
   * a call with others at most.
   */
  boolean isAlone() {
    return isChange() || isTied() || !attachments().isEmpty();
  }

  /** Whether it goes in a call of its own: a change of the room, or a message with attachments. */
  boolean isByItself() {
    return entry instanceof NewGovernance || !attachments().isEmpty();
  }

  /** Whether it is a message that has to do with another one of the room. */
  boolean isTied() {
    return entry instanceof NewMessage message && message.ties().areInRoom();
  }

  /** Whether it changes a message or the room. */
  boolean isChange() {
    return !(entry instanceof NewMessage
        || entry instanceof NewNotice
        || entry instanceof NewCommand);
  }

  /** What it has beside its words, where it is a message that has something. */
  List<Attachment> attachments() {
    return entry instanceof NewMessage message ? message.attachments() : List.of();
  }

  /** Whether it is a message of a member of the room. */
  boolean isOfMember() {
    return entry instanceof NewMessage message && message.ofMember();
  }

  /** Its body, where it has one only. */
  byte[] body() {
    return bodies.get(0);
  }

  boolean isLate() {
    return System.nanoTime() - deadline >= 0;
  }
}
