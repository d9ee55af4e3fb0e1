package io.redfire.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Utf8;
import com.google.protobuf.InvalidProtocolBufferException;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.log.EntryCodec;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewForward;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisKeys;
import io.redfire.testing.fuzz.FuzzTarget;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Messages, edits and erasures, as clients send them. */
class RequestsFuzzTest {
  private static final Instant NOW = Instant.parse("2025-11-24T00:00:00Z");
  private static final UserName ALICE = new UserName("alice");

  private final Requests requests = new Requests(Clock.fixed(NOW, ZoneOffset.UTC), 0);

  @FuzzTarget(maxBytes = 9000)
  void messageIsTakenOrRefused(byte[] input) {
    check(
        () -> {
          OutgoingMessage message = OutgoingMessage.parseFrom(input);
          NewMessage taken = requests.message(ALICE, message);
          assertThat(taken.text()).isEqualTo(message.getText());
          assertThat(Utf8.encodedLength(taken.text())).isLessThanOrEqualTo(Limit.TEXT_BYTES);
          assertTaken(taken, message.getRoom(), message.getId());
          NewEntry sent = requests.send(ALICE, message);
          assertThat(sent instanceof NewForward).isEqualTo(message.hasForwardOf());
          assertThat(requests.replicas(message.getAck())).isBetween(0, Requests.MOST_REPLICAS);
        });
  }

  @FuzzTarget(maxBytes = 9000)
  void editIsTakenOrRefused(byte[] input) {
    check(
        () -> {
          MessageEdit edit = MessageEdit.parseFrom(input);
          NewEdit taken = requests.edit(ALICE, edit);
          assertThat(taken.seq()).isPositive();
          assertThat(Utf8.encodedLength(taken.text())).isLessThanOrEqualTo(Limit.TEXT_BYTES);
          assertTaken(taken, edit.getRoom(), edit.getId());
        });
  }

  @FuzzTarget(maxBytes = 512)
  void erasureIsTakenOrRefused(byte[] input) {
    check(
        () -> {
          MessageErasure erasure = MessageErasure.parseFrom(input);
          assertThat(requests.erasure(ALICE, erasure).seq()).isPositive();
          assertTaken(requests.erasure(ALICE, erasure), erasure.getRoom(), erasure.getId());
        });
  }

  @FuzzTarget(maxBytes = 512)
  void reactionIsTakenOrRefused(byte[] input) {
    check(
        () -> {
          MessageReaction reaction = MessageReaction.parseFrom(input);
          NewReaction taken = requests.reaction(ALICE, reaction);
          assertThat(taken.seq()).isPositive();
          assertThat(EmojiRule.emoji(taken.emoji())).isEqualTo(taken.emoji());
          assertThat(taken.emoji().replace("\ufe0f", ""))
              .isEqualTo(reaction.getEmoji().replace("\ufe0f", ""));
          assertTaken(taken, reaction.getRoom(), reaction.getId());
        });
  }

  @FuzzTarget(maxBytes = 512)
  void pinIsTakenOrRefused(byte[] input) {
    check(
        () -> {
          MessagePin pin = MessagePin.parseFrom(input);
          NewPin taken = requests.pin(ALICE, pin);
          assertThat(taken.seq()).isPositive();
          assertTaken(taken, pin.getRoom(), pin.getId());
        });
  }

  private static void assertTaken(NewEntry taken, String room, String id) {
    assertThat(taken.room().value()).isEqualTo(room);
    assertThat(taken.from()).isEqualTo(ALICE);
    if (!id.isEmpty()) {
      assertThat(taken.id().value()).isEqualToIgnoringCase(id);
      assertThat(taken.id().time())
          .isBetween(NOW.minus(RedisKeys.ID_MEMORY), NOW.plus(RedisKeys.ID_MAX_AHEAD));
    }
    // Controls cost six bytes each in the list; nothing costs more.
    assertThat(EntryCodec.encode(taken).length)
        .isLessThan(6 * Limit.TEXT_BYTES + 1024 + attached(taken));
  }

  /** Names are shortened only where the room is known. */
  private static int attached(NewEntry taken) {
    if (!(taken instanceof NewMessage message)) {
      return 0;
    }
    assertThat(message.attachments()).hasSizeLessThanOrEqualTo(Limit.ATTACHMENTS);
    return message.attachments().stream()
        .mapToInt(one -> 6 * (one.name().length() + one.alt().length()) + 128)
        .sum();
  }

  private interface Check {
    void run() throws InvalidProtocolBufferException;
  }

  private static void check(Check check) {
    try {
      check.run();
    } catch (InvalidProtocolBufferException unreadable) {
      assertThat(unreadable).isNotNull();
    } catch (Problem refusal) {
      Refusals.assertConforming(refusal.status());
    }
  }
}
