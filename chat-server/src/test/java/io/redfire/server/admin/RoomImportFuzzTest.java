package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.blob.BlobHolder;
import io.redfire.core.blob.HeldAttachment;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
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
import io.redfire.server.attach.FileIntake;
import io.redfire.server.right.RememberedMembers;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rooms that somebody wants to bring in. */
class RoomImportFuzzTest {
  @FuzzTarget
  void linesAreARoomWithItsWholeChainOrRefused(byte[] input) {
    Staging staging = new Staging();
    try (RoomImport room =
        new RoomImport(
            staging,
            new RememberedMembers(),
            user -> true,
            target -> staging,
            new RoomName("fuzzed"))) {
      for (String line : new String(input, ISO_8859_1).split("\n", -1)) {
        room.line(line.getBytes(ISO_8859_1));
      }
      long entries = room.finish().entries();
      assertThat(staging.committed).isTrue();
      assertThat(staging.underWay).isNull();
      assertThat(staging.at.seq() - staging.base.seq()).isEqualTo(entries);
    } catch (Problem refusal) {
      assertThat(staging.committed).isFalse();
      Refusals.assertConforming(refusal.status());
    }
  }

  /** Keeps nothing, and follows the chain by itself. */
  private static final class Staging
      implements RoomTransfer, StagedRoom, AttachmentBinder, FileIntake {
    private final Set<ContentHash> held = new HashSet<>();
    private final Set<Long> messages = new HashSet<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable ContentHash underWay;
    private long size;

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
        messages.add(at.seq());
      }
      assertThat(at).isEqualTo(end);
      assertThat(quiet).allMatch(seq -> seq > base.seq() && seq <= end.seq());
    }

    @Override
    public AttachmentBinder attachments() {
      return this;
    }

    @Override
    public void refer(Map<Long, List<ContentHash>> attached) {
      assertThat(messages).containsAll(attached.keySet());
      assertThat(attached.values()).noneMatch(List::isEmpty);
    }

    @Override
    public Map<ContentHash, HeldAttachment> find(RoomName room, Collection<ContentHash> hashes) {
      Map<ContentHash, HeldAttachment> found = new HashMap<>();
      for (ContentHash hash : hashes) {
        if (held.contains(hash)) {
          found.put(
              hash,
              new HeldAttachment(
                  hash, new BlobHolder("ab", room), new ContentFacts(1, "", 0, 0, false)));
        }
      }
      return found;
    }

    @Override
    public Optional<HeldAttachment> bind(
        HeldAttachment attachment, byte[] thumbnail, long most, Instant now) {
      throw new AssertionError("an import lets others do that");
    }

    @Override
    public void begin(ContentHash hash, long told) {
      assertThat(underWay).isNull();
      assertThat(told).isPositive();
      underWay = hash;
      size = told;
      bytes.reset();
    }

    @Override
    public void add(byte[] more) {
      assertThat(underWay).isNotNull();
      bytes.writeBytes(more);
      assertThat((long) bytes.size()).isLessThanOrEqualTo(size);
    }

    @Override
    public void end() {
      ContentHash hash = requireNonNull(underWay);
      assertThat((long) bytes.size()).isEqualTo(size);
      underWay = null;
      if (!Hashing.sha256().hashBytes(bytes.toByteArray()).toString().equals(hash.value())) {
        throw Problem.of(Reason.CONTENT_MISMATCH, "other bytes (expected: those of the hash)");
      }
      held.add(hash);
    }

    @Override
    public void verify() {}

    @Override
    public void keep() {
      assertThat(committed).isTrue();
    }

    @Override
    public void leave() {
      throw new AssertionError("the store answers");
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
