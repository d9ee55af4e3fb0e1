package io.redfire.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The client's own newest accepted messages, kept so that a rewind that withdraws them can be
 * answered by sending them again. Used on the client's own thread only.
 *
 * <p>Bounded in messages and in characters; a rewind that reaches further back than this is beyond
 * what a client makes good.
 */
final class AcceptedMemory {
  private record Kept(Outgoing message, long seq) {}

  private final int mostMessages;
  private final long mostCharacters;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private long characters;

  AcceptedMemory(int mostMessages, long mostCharacters) {
    this.mostMessages = mostMessages;
    this.mostCharacters = mostCharacters;
  }

  void add(Outgoing message, long seq) {
    kept.addLast(new Kept(message, seq));
    characters += message.text().length();
    while (kept.size() > mostMessages || characters > mostCharacters) {
      characters -= kept.removeFirst().message().text().length();
    }
  }

  /** Removes and returns the room's messages after the fork. */
  List<Outgoing> withdraw(String room, long forkSeq) {
    List<Outgoing> withdrawn = new ArrayList<>();
    for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
      Kept one = all.next();
      if (one.seq() > forkSeq && one.message().room().equals(room)) {
        all.remove();
        characters -= one.message().text().length();
        withdrawn.add(one.message());
      }
    }
    return withdrawn;
  }
}
