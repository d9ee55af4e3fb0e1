package io.redfire.faults.workload;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.faults.history.HistoryEvent;
import io.redfire.faults.history.Level;
import io.redfire.faults.history.StartKind;
import io.redfire.faults.history.TextDigest;
import java.util.function.Consumer;

/**
 * Writes down what one client does, hears and sees. Any thread may call it.
 *
 * <p>A message is written down before it leaves, and what the server says after it has come.
 */
final class Witness {
  private final String client;
  private final Consumer<HistoryEvent> history;
  private final Consumer<String> complaints;

  /**
   * @param complaints hears what no client should ever be told, and why
   */
  Witness(String client, Consumer<HistoryEvent> history, Consumer<String> complaints) {
    this.client = client;
    this.history = history;
    this.complaints = complaints;
  }

  /**
   * @param lane messages of one lane and room are handed over in order
   * @param resends whether the client sends it again by itself where it is withdrawn
   */
  void sends(Outgoing message, String lane, boolean resends) {
    history.accept(
        new HistoryEvent.Invoked(
            client,
            client + "/" + lane,
            client,
            message.room(),
            message.id(),
            message.what().isMessage() ? TextDigest.of(message.text()) : "",
            resends));
  }

  void accepted(Outgoing message, Accepted answer) {
    Level level =
        switch (answer.getLevel()) {
          case ACK_LEVEL_ON_DISK -> Level.ON_DISK;
          case ACK_LEVEL_REPLICATED -> Level.REPLICATED;
          default -> Level.ACCEPTED;
        };
    if (!answer.getRoom().equals(message.room()) || !answer.getId().equals(message.id())) {
      complaints.accept(client + " sent " + message + " and was answered " + answer);
    }
    history.accept(
        new HistoryEvent.Acked(
            client,
            client,
            message.room(),
            message.id(),
            answer.getSeq(),
            answer.getTag(),
            level,
            answer.getReplicas(),
            answer.getDuplicate()));
  }

  void failed(Outgoing message, Failure why) {
    if (!why.isPassing()) {
      complaints.accept(client + " was refused " + message.id() + ": " + why);
    }
    unknown(message, why.name());
  }

  /** What it is about is gone, or takes no more of it; or it is so already. */
  void notDone(Outgoing message, String why) {
    unknown(message, why);
  }

  /** An attempt before this one may have put it into the log, so that is never known for sure. */
  private void unknown(Outgoing message, String why) {
    history.accept(new HistoryEvent.Unknown(client, client, message.room(), message.id(), why));
  }

  void follows(String room, StartKind start, Place from) {
    history.accept(new HistoryEvent.Followed(client, room, start, from.seq(), from.tag()));
  }

  void followFailed(String room, Failure why) {
    if (!why.isPassing()) {
      complaints.accept(client + " may not follow " + room + ": " + why);
    }
  }

  void entry(Entry entry) {
    Message message = entry.getMessage();
    boolean asSent = entry.hasMessage() && message.getChangedBySeq() == 0;
    history.accept(
        new HistoryEvent.Delivered(
            client,
            entry.getRoom(),
            entry.getSeq(),
            entry.getTag(),
            entry.getId(),
            entry.getFrom(),
            asSent ? TextDigest.of(message.getText()) : ""));
  }

  void rewound(RoomRewound rewound) {
    history.accept(
        new HistoryEvent.Rewound(
            client, rewound.getRoom(), rewound.getForkSeq(), Place.of(rewound.getCursor()).tag()));
  }

  void trimmed(HistoryTrimmed trimmed) {
    history.accept(
        new HistoryEvent.Trimmed(
            client,
            trimmed.getRoom(),
            trimmed.getFirstMissingSeq(),
            trimmed.getLastMissingSeq(),
            Place.of(trimmed.getCursor()).tag()));
  }

  void caughtUp(CaughtUp caughtUp) {
    history.accept(new HistoryEvent.CaughtUp(client, caughtUp.getRoom(), caughtUp.getSeq()));
  }
}
