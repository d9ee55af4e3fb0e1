package io.redfire.client;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.RoomClosed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All followed rooms by name. Used on the client's own thread only. */
final class Followings {
  private final Map<String, Following> rooms = new LinkedHashMap<>();

  /** Returns false where the room is followed already. */
  boolean add(Following following) {
    return rooms.putIfAbsent(following.room(), following) == null;
  }

  /** Returns false where it was not followed (any more). */
  boolean remove(Following following) {
    return rooms.remove(following.room(), following);
  }

  Collection<Following> all() {
    return new ArrayList<>(rooms.values());
  }

  void interrupted() {
    rooms.values().forEach(Following::interrupted);
  }

  /** A server did not take how far a room was delivered, if it is that what the request said. */
  void deliveryRefused(long request, ChatException why) {
    rooms.values().forEach(following -> following.deliveryRefused(request, why));
  }

  /** Whether the room is followed, and its reader was given something else at that place. */
  boolean belie(Accepted answer) {
    Following following = rooms.get(answer.getRoom());
    return following != null && following.belies(answer);
  }

  /** The tag of what the room's listener heard at that seq; empty where that is not known. */
  String heardTagAt(String room, long seq) {
    Following following = rooms.get(room);
    return following == null ? "" : following.heardTagAt(seq);
  }

  /** What to tell a listener about this event; null for nothing. */
  @Nullable Runnable moved(Event event) {
    Following following = rooms.get(roomOf(event));
    return following == null ? null : following.moved(event);
  }

  /** Forgets a room that the server follows no more; what to tell its listener, if anything. */
  @Nullable Runnable closed(RoomClosed event) {
    Following following = rooms.get(event.getRoom());
    Runnable tell = following == null ? null : following.closed(event);
    if (tell != null) {
      rooms.remove(event.getRoom());
    }
    return tell;
  }

  private static String roomOf(Event event) {
    return switch (event.getEventCase()) {
      case ENTRY -> event.getEntry().getRoom();
      case TYPING -> event.getTyping().getRoom();
      case RECEIPT -> event.getReceipt().getRoom();
      case LIVE_TEXT -> event.getLiveText().getRoom();
      case ROOM_REWOUND -> event.getRoomRewound().getRoom();
      case HISTORY_TRIMMED -> event.getHistoryTrimmed().getRoom();
      case CAUGHT_UP -> event.getCaughtUp().getRoom();
      default -> "";
    };
  }
}
