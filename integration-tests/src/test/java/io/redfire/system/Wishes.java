package io.redfire.system;

import io.redfire.chat.v1.Resume;
import io.redfire.chat.v1.RoomSubscription;
import io.redfire.chat.v1.Start;
import java.util.List;

/** The ways to ask for a room. */
final class Wishes {
  private Wishes() {}

  static RoomSubscription fromNow(String room) {
    return RoomSubscription.newBuilder().setRoom(room).build();
  }

  static RoomSubscription fromStart(String room) {
    return after(room, 0);
  }

  static RoomSubscription after(String room, long seq) {
    return wish(room, Start.newBuilder().setAfterSeq(seq));
  }

  static RoomSubscription last(String room, int count) {
    return wish(room, Start.newBuilder().setLast(count));
  }

  static RoomSubscription resume(String room, String... cursors) {
    return wish(
        room, Start.newBuilder().setResume(Resume.newBuilder().addAllCursors(List.of(cursors))));
  }

  private static RoomSubscription wish(String room, Start.Builder start) {
    return RoomSubscription.newBuilder().setRoom(room).setStart(start).build();
  }
}
