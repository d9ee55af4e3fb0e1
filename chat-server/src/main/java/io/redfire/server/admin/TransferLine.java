package io.redfire.server.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.log.Attachment;
import io.redfire.core.log.Content;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.Entry;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.Position;
import io.redfire.server.wire.Limit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A line of a room's list, at its place in the log. Immutable. */
record TransferLine(byte[] bytes, Entry entry) {
  /** The line, where it stands right after that place. */
  static TransferLine after(Position before, byte[] line) {
    return new TransferLine(line, EntryCodec.decode(before, line));
  }

  Position position() {
    return entry.position();
  }

  /** Whether it says of itself that it is an entry of ours, and another than it can be. */
  boolean isFalseClaim() {
    Optional<Position> claim = EntryCodec.claim(bytes);
    return claim.isPresent() && !claim.get().equals(entry.position());
  }

  /** Whether it is an entry that is no message. */
  boolean isQuiet() {
    Content content = entry.content();
    return !(content instanceof Content.Text
        || content instanceof Content.Notice
        || content instanceof Content.Command
        || content instanceof Content.Unknown);
  }

  /** The files that it has, if it is a message; no more than a message may have. */
  List<ContentHash> files() {
    return entry.content() instanceof Content.Text text
        ? text.attachments().stream()
            .map(Attachment::hash)
            .distinct()
            .limit(Limit.ATTACHMENTS)
            .toList()
        : List.of();
  }

  /** Whether it is a message that is pinned. */
  boolean isPinned() {
    return entry.content() instanceof Content.Text text && text.echo().pinnedBy() > 0;
  }

  /** As lines of the format, each with its end. */
  List<byte[]> wrapped() {
    if (bytes.length <= TransferFormat.LONGEST_PLAIN
        && !TransferFormat.isOurs(bytes)
        && !isFalseClaim()
        && TransferFormat.isObject(bytes)) {
      return List.of(TransferFormat.ended(bytes));
    }
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(from + TransferFormat.PIECE, bytes.length);
      String raw = Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to));
      String more = to < bytes.length ? ",\"more\":true" : "";
      pieces.add(
          (TransferFormat.OURS + TransferFormat.VERSION + ",\"raw\":\"" + raw + "\"" + more + "}\n")
              .getBytes(UTF_8));
      from = to;
    } while (from < bytes.length);
    return pieces;
  }
}
