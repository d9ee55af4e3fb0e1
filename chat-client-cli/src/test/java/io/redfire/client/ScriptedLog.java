package io.redfire.client;

import com.google.common.hash.Hashing;
import com.google.protobuf.Timestamp;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.RoomBounds;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Start;
import io.redfire.client.ScriptedServer.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** One room's log in memory, with seqs, chained tags and dedupe by id. */
public final class ScriptedLog {
  private static final Place START = new Place(0, "0");

  private final String room;
  private final List<Entry> entries = new ArrayList<>();

  ScriptedLog(String room) {
    this.room = room;
  }

  String room() {
    return room;
  }

  public synchronized List<String> texts() {
    return entries.stream().map(entry -> entry.getMessage().getText()).toList();
  }

  public synchronized List<String> ids() {
    return entries.stream().map(Entry::getId).toList();
  }

  synchronized long size() {
    return entries.size();
  }

  static String cursor(Place place) {
    return place.seq() + "-" + place.tag();
  }

  synchronized Accepted append(String from, String id, String text) {
    Entry stored = null;
    for (Entry entry : entries) {
      stored = !id.isEmpty() && entry.getId().equals(id) ? entry : stored;
    }
    boolean duplicate = stored != null;
    if (stored == null) {
      long seq = size() + 1;
      String body = placeAt(size()).tag() + "/" + from + "/" + id + "/" + text;
      String tag =
          Hashing.sha256().hashString(body, StandardCharsets.UTF_8).toString().substring(0, 16);
      stored =
          Entry.newBuilder()
              .setRoom(room)
              .setSeq(seq)
              .setTag(tag)
              .setCursor(cursor(new Place(seq, tag)))
              .setId(id)
              .setFrom(from)
              .setAt(Timestamp.newBuilder().setSeconds(1_790_000_000L + seq))
              .setMessage(Message.newBuilder().setText(text))
              .build();
      entries.add(stored);
    }
    return Accepted.newBuilder()
        .setRoom(room)
        .setId(id)
        .setSeq(stored.getSeq())
        .setTag(stored.getTag())
        .setCursor(stored.getCursor())
        .setLevel(AckLevel.ACK_LEVEL_ON_DISK)
        .setDuplicate(duplicate)
        .build();
  }

  synchronized void cutAfter(long fork) {
    entries.subList((int) fork, entries.size()).clear();
  }

  synchronized Entry entry(long seq) {
    return entries.get((int) seq - 1);
  }

  synchronized Place placeAt(long seq) {
    return seq == 0 ? START : new Place(seq, entry(seq).getTag());
  }

  synchronized boolean holds(long seq, String tag) {
    return holds(new Place(seq, tag));
  }

  private boolean holds(Place place) {
    return place.seq() <= size() && placeAt(place.seq()).equals(place);
  }

  /** All places up to this one, oldest first. */
  synchronized List<Place> past(Place place) {
    return LongStream.rangeClosed(0, place.seq()).mapToObj(this::placeAt).toList();
  }

  /** The newest of a reader's places, given oldest first, that is in the log. */
  synchronized Place newestKept(List<Place> past) {
    Place kept = START;
    for (Place place : past) {
      kept = holds(place) ? place : kept;
    }
    return kept;
  }

  synchronized Place placeOf(Start start) {
    return switch (start.getAtCase()) {
      case RESUME ->
          start.getResume().getCursorsList().stream()
              .map(ScriptedLog::place)
              .filter(this::holds)
              .findFirst()
              .orElse(START);
      case AFTER_SEQ -> placeAt(start.getAfterSeq());
      case LAST -> placeAt(Math.max(0, size() - start.getLast()));
      default -> placeAt(size());
    };
  }

  private static Place place(String cursor) {
    int dash = cursor.indexOf('-');
    return new Place(Long.parseLong(cursor.substring(0, dash)), cursor.substring(dash + 1));
  }

  /** True where a resuming reader's newest cursor is not in the log. */
  synchronized boolean isReplacedFor(Start start) {
    return start.hasResume() && !holds(place(start.getResume().getCursors(0)));
  }

  RoomRewound rewound(Place fork) {
    return RoomRewound.newBuilder()
        .setRoom(room)
        .setForkSeq(fork.seq())
        .setCursor(cursor(fork))
        .build();
  }

  LiveText live(String text) {
    return LiveText.newBuilder().setRoom(room).setText(text).build();
  }

  synchronized CaughtUp caughtUp() {
    return CaughtUp.newBuilder()
        .setRoom(room)
        .setSeq(size())
        .setCursor(cursor(placeAt(size())))
        .build();
  }

  synchronized RoomBounds bounds() {
    return RoomBounds.newBuilder()
        .setFirstSeq(1)
        .setLastSeq(size())
        .setLastTag(placeAt(size()).tag())
        .build();
  }

  /** A page of at most {@code limit} entries; tokens are {@code a12} and {@code b12}. */
  synchronized ListMessagesResponse page(ListMessagesRequest request, int limit) {
    String token =
        switch (request.getFromCase()) {
          case PAGE_TOKEN -> request.getPageToken();
          case AFTER_SEQ -> "a" + request.getAfterSeq();
          default -> "b" + (request.getBeforeSeq() == 0 ? size() + 1 : request.getBeforeSeq());
        };
    int size = Math.min(limit, request.getPageSize() == 0 ? 50 : request.getPageSize());
    int at = Integer.parseInt(token.substring(1));
    ListMessagesResponse.Builder page = ListMessagesResponse.newBuilder().setBounds(bounds());
    if (token.startsWith("a")) {
      int until = (int) Math.min(size(), at + size);
      page.addAllEntries(entries.subList(at, until));
      return until < size() ? page.setNextPageToken("a" + until).build() : page.build();
    }
    int from = Math.max(0, at - 1 - size);
    page.addAllEntries(entries.subList(from, at - 1));
    return from > 0 ? page.setNextPageToken("b" + (from + 1)).build() : page.build();
  }
}
