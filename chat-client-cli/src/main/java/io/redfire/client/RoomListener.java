package io.redfire.client;

import io.redfire.chat.v1.CaughtUp;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.LiveText;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.RoomClosed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Typing;

/**
 * Hears what stands and happens in one followed room: in order, each entry once, across reconnects.
 *
 * <p>Called on the client's delivery thread, one call at a time for all rooms. A listener may take
 * its time: the client then stops reading from the stream, so that nothing piles up on either side.
 * Answers to sends come over the same stream and wait too, so a listener must never wait for a send
 * of the same client. What a listener throws ends the client.
 *
 * <p>An entry without a content that you know is of a kind newer than this contract: skip it, but
 * keep its cursor.
 */
@FunctionalInterface
public interface RoomListener {

  /** What stands at one seq. Its cursor resumes after it. */
  void onEntry(Entry entry);

  /** The room is followed; said again after each reconnect. */
  default void onSubscribed(Subscribed subscribed) {}

  /** All that stood in the log at the (re)subscription has been given; again after reconnects. */
  default void onCaughtUp(CaughtUp caughtUp) {}

  /** A text that was published and not stored. Such texts are missed while disconnected. */
  default void onLiveText(LiveText text) {}

  /**
   * A user types, and is to be shown as typing for {@code expires_after} from now. It may be this
   * user on another device.
   */
  default void onTyping(Typing typing) {}

  /**
   * A member's marks in the room were moved: up to there it was delivered to that user, and read.
   * Some are missed, while disconnected too; {@link RoomClient#receipts} tells where all stand.
   */
  default void onReceipt(Receipt receipt) {}

  /** Entries after the fork are withdrawn; what replaces them follows. */
  default void onRewound(RoomRewound rewound) {}

  /** Entries that were not reached yet are no longer kept; what comes after them follows. */
  default void onTrimmed(HistoryTrimmed trimmed) {}

  /**
   * The user may not read the room any more; nothing more is heard of it, while the client's other
   * rooms go on. {@link ChatException#of(com.google.rpc.Status)} reads why.
   */
  default void onClosed(RoomClosed closed) {}

  /** The room can not be followed; nothing more is heard of it. */
  default void onRefused(ChatException why) {}
}
