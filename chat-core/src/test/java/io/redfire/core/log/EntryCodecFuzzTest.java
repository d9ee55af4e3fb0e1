package io.redfire.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.testing.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lines that any program may have put into a room's list, and texts that any user may send. */
class EntryCodecFuzzTest {
  private static final Position FOURTH = new Position(4, "0123456789abcdef");
  private static final Position TRIMMED = new Position(4, Position.UNKNOWN_TAG);
  private static final MessageId ID = new MessageId("019ab0d4-0000-7000-8000-000000000000");
  private static final Instant AT = Instant.parse("2026-11-23T18:00:00.123Z");
  private static final String TAG = "[0-9a-f]{16}";

  /**
   * Whatever the line is, it is an entry at the next place, and its tag is the one of the chain.
   */
  @FuzzTarget
  void lineIsAnEntryWhoseTagFollows(byte[] line) {
    Entry entry = EntryCodec.decode(FOURTH, line);
    assertThat(entry.follows(FOURTH)).isTrue();
    assertThat(entry.position().tag())
        .isIn(TagChain.next(FOURTH.tag(), line, 0, line.length), tagOfOwn(line));
    assertSound(entry, line);
  }

  /** As above where nobody knows the tag before: the line's claim, or none. */
  @FuzzTarget
  void lineBehindATrimmedOneIsAnEntry(byte[] line) {
    Entry entry = EntryCodec.decode(TRIMMED, line);
    assertThat(entry.seq()).isEqualTo(5);
    assertThat(entry.position())
        .isEqualTo(
            EntryCodec.claim(line)
                .filter(claimed -> claimed.seq() == 5)
                .orElse(new Position(5, Position.UNKNOWN_TAG)));
    assertThat(entry.position().tag()).matches("|" + TAG);
    assertSound(entry, line);
  }

  /** A body in front of which the right claim stands: what only ours should hold, and more. */
  @FuzzTarget
  void bodyWithAClaimIsAnEntryOfOurs(byte[] body) {
    byte[] line = claimed(body);
    Entry entry = EntryCodec.decode(FOURTH, line);
    assertThat(EntryCodec.claim(line)).contains(entry.position());
    assertThat(entry.follows(FOURTH)).isTrue();
    assertSound(entry, line);
  }

  /** Every text comes back as it was, from a line that is harmless for a terminal. */
  @FuzzTarget(maxBytes = 1024)
  void textComesBack(byte[] input) {
    String text = new String(input, UTF_8);
    RoomName room = new RoomName("chat");
    UserName from = new UserName("小明");
    Content said = said(new NewMessage(room, ID, from, AT, text));
    assertThat(said).isEqualTo(new Content.Text(text));
    assertThat(said(new NewEdit(room, ID, from, AT, 3, text))).isEqualTo(new Content.Edit(3, text));
    assertThat(said(new NewMessage(room, ID, from, AT, text).via(text)))
        .isEqualTo(
            new Content.Text(text, Optional.of(text), null, Ties.NONE, List.of(), Echo.NONE));
    ContentFacts facts = new ContentFacts(input.length, text, input.length, 0, text.isEmpty());
    List<Attachment> named =
        List.of(new Attachment(new ContentHash("0".repeat(64)), text, text, facts));
    assertThat(said(new NewMessage(room, ID, from, AT, text).with(named)))
        .isEqualTo(new Content.Text(text, Optional.empty(), null, Ties.NONE, named, Echo.NONE));
  }

  private static Content said(NewEntry entry) {
    byte[] body = EntryCodec.encode(entry);
    assertThat(new String(body, UTF_8))
        .startsWith("{")
        .doesNotContainPattern("[\\p{IsControl}\u2028-\u202e]");
    Entry read = EntryCodec.decode(FOURTH, claimed(Arrays.copyOfRange(body, 1, body.length)));
    assertThat(read.id()).isEqualTo(entry.id().value());
    assertThat(read.from()).isEqualTo(entry.from().value());
    assertThat(read.at()).isEqualTo(entry.at());
    return read.content();
  }

  private static void assertSound(Entry entry, byte[] line) {
    Content content = entry.content();
    if (content instanceof Content.Text text) {
      assertThat(text.text().length()).isLessThanOrEqualTo(line.length + 32);
    }
    if (content.change() == null) {
      assertThat(content).isNotInstanceOf(Content.Erased.class);
    }
    if (content instanceof Content.Text text) {
      text.echo().reactions().forEach(one -> assertThat(one.users()).isNotEmpty());
      assertThat(text.echo().reactedBy()).isNotNegative();
    }
    if (content instanceof Content.Edit
        || content instanceof Content.Erasure
        || content instanceof Content.Reaction) {
      assertThat(content.changes()).isPositive();
    }
    assertThat(EntryCodec.decode(new Position(4, entry.previousTag()), line)).isEqualTo(entry);
  }

  private static String tagOfOwn(byte[] line) {
    Line.Claim claim = Line.claim(line);
    return claim == null ? "" : TagChain.nextOfOwn(FOURTH.tag(), line, claim.bodyFrom());
  }

  private static byte[] claimed(byte[] rest) {
    byte[] claim = claim("0".repeat(16));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(claim);
    line.writeBytes(rest);
    String tag = TagChain.nextOfOwn(FOURTH.tag(), line.toByteArray(), claim.length);
    line.reset();
    line.writeBytes(claim(tag));
    line.writeBytes(rest);
    return line.toByteArray();
  }

  private static byte[] claim(String tag) {
    return ("{\"seq\":5,\"tag\":\"" + tag + "\",").getBytes(UTF_8);
  }
}
