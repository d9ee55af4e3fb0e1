package io.redfire.server.session;

import io.redfire.core.bus.MessageBus;
import io.redfire.core.bus.Signal;
import io.redfire.core.bus.SignalCodec;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Caller;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Requests;
import java.util.concurrent.CompletableFuture;

/** Tells rooms who types in them. Thread-safe; never blocks. */
public final class TypingSigns {
  private final Admission admission;
  private final MessageBus bus;

  /** Asks this admission, and tells the rooms on that bus. */
  public TypingSigns(Admission admission, MessageBus bus) {
    this.admission = admission;
    this.bus = bus;
  }

  /**
   * Tells a room that a user types, whom nobody may hear.
   *
   * @param stream {@link Session#word} of the stream on which that was said; empty for none
   * @return ends on any thread, with a {@link Problem} where it may not be told
   * @throws Problem where the room's name is none
   */
  public CompletableFuture<Void> say(Caller caller, UserName user, String room, String stream) {
    RoomName name = Requests.room(room);
    return admission
        .typing(caller, user, name)
        .thenAccept(
            admitted -> bus.signal(name, SignalCodec.encode(new Signal.Typing(user, stream))));
  }
}
