package io.redfire.system;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Subscribed;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader may believe of a room after what it was told, by the letter of the contract: a gap,
 * a repeat, a rewind or a trimming that was not announced, or an entry from before the room was
 * followed fails the test at once.
 */
final class Replica {
  private final String room;
  private final List<Entry> entries = new ArrayList<>();
  private int rewinds;
  private int trims;
  private boolean following;
  private long next;

  private Replica(String room) {
    this.room = room;
  }

  /** Follows what one stream told of a room that was subscribed on it from {@code firstSeq} on. */
  static Replica of(String room, long firstSeq, List<Event> events) {
    Replica replica = new Replica(room);
    replica.next = firstSeq;
    events.forEach(replica::apply);
    return replica;
  }

  /** As the other, for a room that was followed from its start. */
  static Replica of(String room, Recording heard) {
    return of(room, 1, heard.events());
  }

  private void apply(Event event) {
    switch (event.getEventCase()) {
      case SUBSCRIBED -> subscribed(event.getSubscribed());
      case ENTRY -> entry(event.getEntry());
      case ROOM_REWOUND -> {
        if (event.getRoomRewound().getRoom().equals(room)) {
          rewound(event.getRoomRewound().getForkSeq());
        }
      }
      case HISTORY_TRIMMED -> {
        if (event.getHistoryTrimmed().getRoom().equals(room)) {
          expect(event.getHistoryTrimmed().getFirstMissingSeq(), "first missing");
          next = event.getHistoryTrimmed().getLastMissingSeq() + 1;
          trims++;
        }
      }
      case CAUGHT_UP -> {
        if (event.getCaughtUp().getRoom().equals(room)) {
          expect(event.getCaughtUp().getSeq() + 1, "after caught up");
        }
      }
      default -> {}
    }
  }

  private void subscribed(Subscribed subscribed) {
    following |= subscribed.getRoom().equals(room);
  }

  private void entry(Entry entry) {
    if (entry.getRoom().equals(room)) {
      if (!following) {
        throw new AssertionError("before the room was followed: " + entry);
      }
      expect(entry.getSeq(), "entry '" + entry.getMessage().getText() + "'");
      entries.add(entry);
      next++;
    }
  }

  private void rewound(long fork) {
    rewinds++;
    entries.removeIf(entry -> entry.getSeq() > fork);
    next = fork + 1;
  }

  private void expect(long seq, String what) {
    if (seq != next) {
      throw new AssertionError(what + " of " + room + ": seq " + seq + " (expected: " + next + ")");
    }
  }

  /** What the reader holds now, in order. */
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  List<String> texts() {
    return entries.stream().map(entry -> entry.getMessage().getText()).toList();
  }

  /** How often it was told that the log was replaced. */
  int rewinds() {
    return rewinds;
  }

  /** How often it was told that history was trimmed. */
  int trims() {
    return trims;
  }
}
