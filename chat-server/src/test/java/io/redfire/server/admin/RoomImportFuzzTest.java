package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Part;
import io.redfire.core.transfer.LinePage;
import io.redfire.core.transfer.RoomOutline;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.core.transfer.StagedRoom;
import io.redfire.core.transfer.StoredRules;
import io.redfire.server.right.RememberedMembers;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rooms that somebody wants to bring in. */
class RoomImportFuzzTest {
  @FuzzTarget
  void linesAreARoomWithItsWholeChainOrRefused(byte[] input) {
    Staging staging = new Staging();
    try (RoomImport room =
        new RoomImport(staging, new RememberedMembers(), user -> true, new RoomName("fuzzed"))) {
      for (String line : new String(input, ISO_8859_1).split("\n", -1)) {
        room.line(line.getBytes(ISO_8859_1));
      }
      long entries = room.finish().entries();
      assertThat(staging.committed).isTrue();
      assertThat(staging.at.seq() - staging.base.seq()).isEqualTo(entries);
    } catch (Problem refusal) {
      assertThat(staging.committed).isFalse();
      Refusals.assertConforming(refusal.status());
    }
  }

  /** Keeps nothing, and follows the chain by itself. */
  private static final class Staging implements RoomTransfer, StagedRoom {
    private Position base = Position.ORIGIN;
    private Position at = Position.ORIGIN;
    private boolean committed;

    @Override
    public RoomOutline outline(RoomName room) {
      throw new AssertionError("an import asks for no room");
    }

    @Override
    public LinePage read(RoomName room, Position after) {
      throw new AssertionError("an import reads no lines");
    }

    @Override
    public StagedRoom stage(RoomName room, Position from) {
      base = from;
      at = from;
      return this;
    }

    @Override
    public void push(List<byte[]> lines, Collection<Long> quiet, Position end) {
      for (byte[] line : lines) {
        at = EntryCodec.decode(at, line).position();
      }
      assertThat(at).isEqualTo(end);
      assertThat(quiet).allMatch(seq -> seq > base.seq() && seq <= end.seq());
    }

    @Override
    public void addParts(Map<UserName, Part> parts) {
      assertThat(parts.size()).isLessThanOrEqualTo(TransferFormat.MEMBERS);
    }

    @Override
    public void commit(Collection<Long> pins, Optional<StoredRules> rules) {
      committed = true;
    }

    @Override
    public void close() {}
  }
}
