package io.redfire.server.session;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.bus.Signal;
import io.redfire.core.bus.SignalCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.RoomState;
import io.redfire.server.wire.Limit;

/**
 * Tells those who read a room how far one of its members has read. Thread-safe; never blocks.
 *
 * <p>Each member's mark moves with nearly each message, and each is told to all: in a large room
 * that would be more than all its messages, so there nobody is told. Whoever wants to know asks.
 */
final class ReceiptNews {
  private final MessageBus bus;

  ReceiptNews(MessageBus bus) {
    this.bus = bus;
  }

  /**
   * A member's marks were moved.
   *
   * @param state how the room stands
   */
  void tell(RoomName room, RoomState state, UserName user, Marks marks) {
    if (state.members() <= Limit.RECEIPT_MEMBERS) {
      Signal receipt = new Signal.Receipt(user, marks.delivered(), marks.read());
      bus.signal(room, SignalCodec.encode(receipt));
    }
  }
}
