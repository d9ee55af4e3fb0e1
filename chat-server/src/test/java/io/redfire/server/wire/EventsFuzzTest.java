package io.redfire.server.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Entry;
import io.redfire.core.log.Content;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.server.room.WireEntry;
import io.redfire.testing.fuzz.FuzzTarget;
import java.time.Instant;

/** Lines of a room's list, as they reach clients. */
class EventsFuzzTest {
  private static final RoomName ROOM = new RoomName("chat");
  // What the well-known type allows.
  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final Position TRIMMED = new Position(4, Position.UNKNOWN_TAG);

  /** Behind a trimmed entry any claim is believed, so this is all that a line can say. */
  @FuzzTarget
  void lineIsAnEventThatClientsCanRead(byte[] line) throws InvalidProtocolBufferException {
    io.redfire.core.log.Entry entry = EntryCodec.decode(TRIMMED, line);
    WireEntry wire = Events.wire(ROOM, entry);
    ConnectResponse frame = ConnectResponse.parseFrom(wire.event());
    assertThat(frame.getEventsCount()).isEqualTo(1);
    Entry read = frame.getEvents(0).getEntry();
    assertThat(read.getSeq()).isEqualTo(5);
    assertThat(read.getTag()).isEqualTo(entry.position().tag());
    assertThat(CursorToken.parse("cursor", read.getCursor())).isEqualTo(entry.position());
    if (read.hasAt()) {
      assertThat(read.getAt().getSeconds()).isBetween(FIRST_SECOND, LAST_SECOND);
      assertThat(read.getAt().getNanos()).isBetween(0, 999_999_999);
    }
    if (entry.content() instanceof Content.Text text) {
      assertThat(read.getMessage().getText())
          .isEqualTo(new String(text.text().getBytes(UTF_8), UTF_8));
    }
    // Some bytes are told by more than one of theirs, and what is not UTF-8 by three for each.
    assertThat(wire.event().length).isLessThan(3 * line.length + 256);
  }
}
