package io.redfire.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.redfire.chat.v1.Event;
import io.redfire.core.bot.Delivery;
import io.redfire.core.log.Entry;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.Page;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Events;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * What one post of an outgoing webhook tells: the contract's events that follow its cursor, as a
 * reader of a stream would be told them. Immutable; the bytes must not be changed.
 *
 * @param id the same for the same run of entries, whoever makes it
 * @param body a {@code ConnectResponse} in the JSON form of Protobuf
 * @param from the place that it follows: the cursor, or the fork where the log was replaced
 * @param end where the receiver is once it took this
 */
record HookBatch(String id, byte[] body, Position from, Position end) {
  /** Entries in one post. */
  static final int MOST_ENTRIES = 100;

  /**
   * Bytes of a post, but for one entry that is larger by itself, and for a post that is made again:
   * it has the same entries, though they have grown.
   */
  static final int MOST_BYTES = 256 * 1024;

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** Reads the next one; blocks on the log. Empty where there is nothing to tell. */
  static Optional<HookBatch> next(MessageLog log, RoomName room, String hook, Delivery delivery) {
    Position from = delivery.at();
    Page page = log.readAfter(room, from, MOST_ENTRIES);
    Body body = new Body();
    if (page.status() == Page.Status.DIVERGED) {
      from = log.newestInLog(room, delivery.known()).orElse(Position.ORIGIN);
      page = log.readAfter(room, from, MOST_ENTRIES);
      if (page.status() == Page.Status.DIVERGED) {
        // It was replaced again in between; the next look tells of both.
        return Optional.empty();
      }
      body.add(Event.newBuilder().setRoomRewound(Events.rewound(room, from)).build());
    }
    if (page.status() == Page.Status.TRIMMED) {
      body.add(
          Event.newBuilder()
              .setHistoryTrimmed(Events.trimmed(room, from.seq(), page.after()))
              .build());
    }
    Position end = page.after();
    long until = until(delivery, body.isEmpty() ? end : Position.ORIGIN);
    if (until == 0) {
      end = fill(body, room, page, end);
    } else {
      end = fillAgain(body, log, room, page, until);
    }
    return body.isEmpty()
        ? Optional.empty()
        : Optional.of(new HookBatch(id(hook, delivery, from, end), body.bytes(), from, end));
  }

  /** Adds what there is room for, and says where that ends. */
  private static Position fill(Body body, RoomName room, Page page, Position begin) {
    Position end = begin;
    for (Entry entry : page.entries()) {
      if (!body.takes(event(room, entry))) {
        break;
      }
      end = entry.position();
    }
    return end;
  }

  /**
   * Adds what the post told that was begun, however much it is by now: a page may hold less of it
   * than it did, and then there are further ones. Where they are no longer there, it ends before.
   */
  private static Position fillAgain(
      Body body, MessageLog log, RoomName room, Page first, long until) {
    Page page = first;
    Position end = first.after();
    int left = MOST_ENTRIES;
    while (true) {
      for (Entry entry : page.entries()) {
        if (entry.seq() > until || left == 0) {
          return end;
        }
        body.add(event(room, entry));
        left--;
        end = entry.position();
      }
      if (end.seq() >= until || left == 0 || page.entries().isEmpty() || !page.hasMore()) {
        return end;
      }
      page = log.readAfter(room, end, left);
      if (page.status() != Page.Status.OK) {
        return end;
      }
    }
  }

  private static Event event(RoomName room, Entry entry) {
    return Event.newBuilder().setEntry(Events.entry(room, entry)).build();
  }

  /**
   * Where the post ends that was begun before, or 0; one that would end where it begins is none.
   */
  private static long until(Delivery delivery, Position begin) {
    return delivery.until() > begin.seq() ? delivery.until() : 0;
  }

  private static String id(String hook, Delivery delivery, Position from, Position end) {
    String run = from.seq() + "-" + from.tag() + "_" + end.seq() + "-" + end.tag();
    String rewound = from.equals(delivery.at()) ? "" : "_" + delivery.at().tag();
    return "msg_" + hook + "_" + run + rewound;
  }

  @Override
  public String toString() {
    return "HookBatch[" + id + "]";
  }

  /** The JSON, event by event. */
  private static final class Body {
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private boolean hasEntry;

    void add(Event event) {
      add(json(event));
    }

    private void add(byte[] event) {
      json.writeBytes((isEmpty() ? "{\"events\":[" : ",").getBytes(UTF_8));
      json.writeBytes(event);
    }

    /** Adds an entry, unless the body would be too large. */
    boolean takes(Event entry) {
      byte[] event = json(entry);
      if (hasEntry && json.size() + event.length + 3 > MOST_BYTES) {
        return false;
      }
      hasEntry = true;
      add(event);
      return true;
    }

    boolean isEmpty() {
      return json.size() == 0;
    }

    byte[] bytes() {
      json.writeBytes("]}".getBytes(UTF_8));
      return json.toByteArray();
    }

    private static byte[] json(Event event) {
      try {
        return JSON.print(event).getBytes(UTF_8);
      } catch (InvalidProtocolBufferException impossible) {
        throw new AssertionError("an event of our own, without types to look up", impossible);
      }
    }
  }
}
