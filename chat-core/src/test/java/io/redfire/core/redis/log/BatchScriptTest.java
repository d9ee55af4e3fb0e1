package io.redfire.core.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redfire.core.log.LogException;
import io.redfire.core.log.LogException.Reason;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewEdit;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.Ties;
import io.redfire.core.log.UserName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

/** What several scripts do in one call is what each does in a call of its own. */
class BatchScriptTest {
  private static final Instant LATER = Instant.parse("2026-11-23T18:30:00.456Z");
  private static final UserName ALICE = new UserName("alice");

  private ScriptRoom chat;
  private ScriptRoom other;

  @BeforeEach
  void open() {
    chat = ScriptRoom.shared();
    other = ScriptRoom.shared();
  }

  @AfterEach
  void close() {
    chat.close();
    other.close();
  }

  private NewReaction reaction(String from, long seq) {
    return new NewReaction(
        chat.room, MessageId.create(), new UserName(from), LATER, seq, "👍", false);
  }

  private NewEdit edit(long seq, String text) {
    return new NewEdit(chat.room, MessageId.create(), ALICE, LATER, seq, text);
  }

  private NewErasure erasure(long seq) {
    return new NewErasure(chat.room, MessageId.create(), ALICE, LATER, seq);
  }

  private NewPin pin(long seq) {
    return new NewPin(chat.room, MessageId.create(), ALICE, LATER, seq, false);
  }

  private NewMessage inThread(long seq, String text) {
    return chat.message(text).tiedBy(new Ties(0, seq));
  }

  private static Optional<Reason> refusal(Object answer) {
    try {
      var unused = AppendCall.read(answer);
      return Optional.empty();
    } catch (LogException refused) {
      return Optional.of(refused.reason());
    }
  }

  @Test
  void eachIsDoneAsInACallOfItsOwnAndARefusedOneStopsNoneBehindIt() {
    NewMessage repeated = chat.message("again");
    List<List<NewEntry>> parts =
        List.of(
            List.of(chat.message("one"), chat.message("two"), repeated),
            List.of(inThread(1, "a reply")),
            List.of(reaction("bob", 1)),
            List.of(reaction("bob", 99)),
            List.of(reaction("carol", 1)),
            List.of(chat.message("three"), repeated),
            List.of(inThread(1, "another")),
            List.of(edit(2, "TWO")),
            List.of(pin(2)),
            List.of(chat.message("four")),
            List.of(erasure(1)),
            List.of(reaction("dan", 1)));
    List<Object> alone = new ArrayList<>();
    for (List<NewEntry> part : parts) {
      try {
        alone.add(other.append(part.toArray(NewEntry[]::new)));
      } catch (LogException refused) {
        alone.add(refused.reason());
      }
    }
    List<?> together = chat.appendBatch(parts);
    assertThat(chat.lines()).isEqualTo(other.lines()).hasSize(12);
    assertThat(together)
        .extracting(
            answer ->
                refusal(answer)
                    .<Object>map(reason -> reason)
                    .orElseGet(() -> AppendCall.read(answer).orElseThrow()))
        .isEqualTo(alone);
    assertThat(alone).contains(Reason.MESSAGE_ABSENT, Reason.MESSAGE_ERASED);
  }

  @Test
  void nothingIsDoneBehindOneThatHasToBeCalledAgain() {
    chat.pushMany(1200);
    List<List<NewEntry>> parts =
        List.of(List.of(chat.message("one")), List.of(reaction("bob", 1201)));
    assertThat(chat.appendBatch(parts)).hasSize(1);
    assertThat(chat.appendBatch(parts)).hasSize(1);
    assertThat(chat.lines()).hasSize(1200);
    assertThat(chat.appendBatch(parts)).hasSize(2);
    assertThat(chat.lines()).hasSize(1202);
  }

  @Test
  void nothingIsDoneBehindOneThatRedisRefuses() {
    chat.append(chat.message("one"));
    chat.redis.set(chat.keys.pins(chat.room), new byte[] {1});
    List<?> answers =
        chat.appendBatch(
            List.of(List.of(reaction("bob", 1)), List.of(pin(1)), List.of(chat.message("behind"))));
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1)).isInstanceOf(JedisDataException.class);
    assertThat(RedisFailure.of((JedisDataException) answers.get(1)).reason())
        .isEqualTo(Reason.NOT_A_LOG);
    assertThat(chat.lines()).hasSize(2);
    assertThatThrownBy(() -> chat.append(pin(1))).isInstanceOf(JedisDataException.class);
  }
}
