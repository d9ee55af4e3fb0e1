package io.redfire.core.redis.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.Attachment;
import io.redfire.core.log.Content;
import io.redfire.core.log.ContentFacts;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.Echo;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.Position;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages with attachments: what attach.lua adds to append.lua, and edit.lua leaves or takes. */
class AttachScriptTest {
  private static final ContentHash CAT = new ContentHash("c".repeat(64));
  private static final ContentHash DOG = new ContentHash("d".repeat(64));
  private static final Instant LATER = Instant.parse("2026-11-23T18:30:00.456Z");

  private ScriptRoom chat;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
  }

  private void hold(ContentHash... hashes) {
    for (ContentHash hash : hashes) {
      chat.redis.hset(
          chat.keys.attachments(chat.room),
          hash.value().getBytes(UTF_8),
          "0 1 ab {}".getBytes(UTF_8));
    }
  }

  private List<String> refs() {
    return chat.redis.zrange(chat.keys.attachmentRefs(chat.room), 0, -1).stream()
        .map(ref -> new String(ref, UTF_8))
        .toList();
  }

  private static String ref(ContentHash hash, long seq) {
    return String.format(Locale.ROOT, "%s:%015d", hash, seq);
  }

  private void note(ContentHash hash, long seq) {
    chat.redis.zadd(chat.keys.attachmentRefs(chat.room), 0, ref(hash, seq).getBytes(UTF_8));
  }

  private static Attachment picture(ContentHash hash) {
    return new Attachment(
        hash, "\"sha256\":\"no\".png", "火", new ContentFacts(84, "image/png", 3, 4, false));
  }

  private NewMessage message(String text, ContentHash... hashes) {
    return chat.message(text).with(Stream.of(hashes).map(AttachScriptTest::picture).toList());
  }

  private Content content(int index) {
    Position before = new Position(0, "0".repeat(16));
    Content content = new Content.Unknown();
    for (String line : chat.lines().subList(0, index)) {
      var entry = EntryCodec.decode(before, line.getBytes(UTF_8));
      before = entry.position();
      content = entry.content();
    }
    return content;
  }

  @Test
  void messageHasWhatItsRoomHoldsAndComesBackAsItWas() {
    hold(CAT, DOG);
    var unused = chat.append(chat.message("before"));
    assertThat(chat.append(message("look", DOG, CAT)).positions().get(0).seq()).isEqualTo(2);

    assertThat(content(2))
        .isEqualTo(
            new Content.Text(
                "look",
                Optional.empty(),
                null,
                Ties.NONE,
                List.of(picture(DOG), picture(CAT)),
                Echo.NONE));
    assertThat(refs()).containsExactly(ref(CAT, 2), ref(DOG, 2));
    assertThat(chat.append(chat.message("after")).positions().get(0).seq()).isEqualTo(3);
  }

  @Test
  void answerInAThreadMayHaveAttachmentsToo() {
    hold(CAT);
    var root = chat.append(chat.message("root"));
    assertThat(chat.append(message("look", CAT).tiedBy(new Ties(1, 1))).positions().get(0).seq())
        .isEqualTo(2);
    assertThat(content(2))
        .isEqualTo(
            new Content.Text(
                "look", Optional.empty(), null, new Ties(1, 1), List.of(picture(CAT)), Echo.NONE));
    assertThat(content(1).toString()).contains("replies=1");
    assertThat(refs()).containsExactly(ref(CAT, 2));
    assertThatThrownBy(() -> chat.append(message("look", DOG).tiedBy(new Ties(1, 1))))
        .isInstanceOf(LogException.class);
    assertThatThrownBy(() -> chat.append(message("look", CAT).tiedBy(new Ties(9, 0))))
        .isInstanceOf(LogException.class);
    assertThat(refs()).containsExactly(ref(CAT, 2));
    assertThat(root.positions()).hasSize(1);
  }

  @Test
  void messageWithWhatTheRoomDoesNotHoldIsRefusedAndLeavesNothing() {
    hold(CAT);
    var before = chat.everything();
    assertThatThrownBy(() -> chat.append(message("look", CAT, DOG)))
        .isInstanceOfSatisfying(
            LogException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.ATTACHMENT_ABSENT);
              assertThat(refused.isRefusal()).isTrue();
            });
    assertThat(chat.everything()).isEqualTo(before);
  }

  @Test
  void messageThatWasAcceptedIsADuplicateWhateverTheRoomHoldsNow() {
    hold(CAT);
    NewMessage message = message("look", CAT);
    var first = chat.append(message);
    chat.redis.del(chat.keys.attachments(chat.room));
    var second = chat.append(message);
    assertThat(second.duplicates()).containsExactly(true);
    assertThat(second.positions()).isEqualTo(first.positions());
    assertThat(chat.lines()).hasSize(1);
    assertThat(refs()).containsExactly(ref(CAT, 1));
  }

  @Test
  void membersAndMentionsCountAsInOtherMessages() {
    hold(CAT);
    chat.redis.hset(chat.keys.rules(chat.room), "version".getBytes(UTF_8), "0".getBytes(UTF_8));
    chat.redis.hset(chat.keys.members(chat.room), "bob".getBytes(UTF_8), "member".getBytes(UTF_8));
    chat.redis.hset(chat.keys.read(chat.room), "alice".getBytes(UTF_8), "0".getBytes(UTF_8));
    var unused = chat.append(message("@bob look", CAT).asOfMember());
    assertThat(chat.redis.hget(chat.keys.mentions(chat.room), "bob".getBytes(UTF_8)))
        .isEqualTo("1".getBytes(UTF_8));
    assertThat(chat.redis.hget(chat.keys.read(chat.room), "alice".getBytes(UTF_8)))
        .isEqualTo("1".getBytes(UTF_8));
    assertThat(refs()).containsExactly(ref(CAT, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "a \" quote", "\\", "\",", "\\\"", "\",\"attachments\":[]"})
  void editLeavesWhatTheMessageHasBesideItsWords(String text) {
    hold(CAT);
    var unused = chat.append(message(text, CAT));
    for (String words : List.of("other \" words\\", text)) {
      unused = chat.append(edit(words));
      assertThat(((Content.Text) content(1)).text()).isEqualTo(words);
      assertThat(((Content.Text) content(1)).attachments()).containsExactly(picture(CAT));
    }
    assertThat(refs()).containsExactly(ref(CAT, 1));
  }

  private NewEdit edit(String text) {
    return new NewEdit(chat.room, MessageId.create(), new UserName("alice"), LATER, 1, text);
  }

  @Test
  void erasureTakesAllOfIt() {
    hold(CAT, DOG);
    var unused = chat.append(message("look", CAT, DOG));
    unused = chat.append(message("again", CAT));
    unused = chat.append(edit("other"));
    unused =
        chat.append(new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, 1));
    assertThat(content(1)).isInstanceOf(Content.Erased.class);
    assertThat(chat.lines().get(0)).doesNotContain(CAT.value(), ".png");
    assertThat(refs()).containsExactly(ref(CAT, 2));
    assertThat(chat.redis.hgetAll(chat.keys.attachments(chat.room)).keySet())
        .as("what another message has, and how many bytes there are")
        .extracting(field -> new String(field, UTF_8))
        .containsExactlyInAnyOrder(CAT.value(), ":bytes");
  }

  @Test
  void erasureBelievesTheIndexOnlyWhereTheLogSaysItToo() {
    hold(CAT);
    var unused = chat.append(chat.message("before"));
    unused = chat.append(message("look", CAT));
    // Of a message that was trimmed, of one without it, and of one that is not there.
    note(CAT, 0);
    note(CAT, 1);
    note(CAT, 99);
    unused = chat.append(erasure(2));
    assertThat(chat.redis.hexists(chat.keys.attachments(chat.room), CAT.value().getBytes(UTF_8)))
        .isFalse();
  }

  private NewErasure erasure(long seq) {
    return new NewErasure(chat.room, MessageId.create(), new UserName("alice"), LATER, seq);
  }

  @Test
  void onlyAnErasureThatTakesAttachmentsNeedsTheirKeysAndSeesThemBeforeItWrites() {
    hold(CAT);
    var unused = chat.append(message("look", CAT));
    unused = chat.append(chat.message("plain"));
    chat.redis.set(chat.keys.thumbnails(chat.room), "no".getBytes(UTF_8));
    var before = chat.lines();
    var refs = refs();
    assertThatThrownBy(() -> chat.append(erasure(1)));
    assertThat(chat.lines()).isEqualTo(before);
    assertThat(refs()).isEqualTo(refs);
    chat.redis.set(chat.keys.attachmentRefs(chat.room), "no".getBytes(UTF_8));
    unused = chat.append(edit("other"));
    unused = chat.append(erasure(2));
    assertThat(content(2)).isInstanceOf(Content.Erased.class);
  }

  @Test
  void refsThatAreNoIndexAreSeenBeforeAnythingIsWritten() {
    hold(CAT);
    chat.redis.set(chat.keys.attachmentRefs(chat.room), "no".getBytes(UTF_8));
    assertThatThrownBy(() -> chat.append(message("look", CAT)));
    assertThat(chat.lines()).isEmpty();
  }
}
