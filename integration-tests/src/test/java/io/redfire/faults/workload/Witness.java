package io.redfire.faults.workload;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.RoomRewound;

/** Writes down what one client does, hears and sees. Any thread may call it. */
public interface Witness {

  /** Makes the witness of each client. */
  @FunctionalInterface
  interface Source {
    Witness of(String client);
  }

  void sends(Message message);

  void accepted(Message message, Accepted answer);

  void failed(Message message, Failure why);

  void unanswered(Message message);

  void resends(String room, int messages);

  void follows(String room, String kind, Place from);

  void followFailed(String room, Failure why);

  void entry(Entry entry);

  void rewound(RoomRewound rewound);

  void trimmed(HistoryTrimmed trimmed);

  void caughtUp(CaughtUp caughtUp);
}
