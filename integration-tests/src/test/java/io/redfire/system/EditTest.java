package io.redfire.system;

import static io.redfire.system.Wishes.fromNow;
import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** A message changes in place, for whoever is there and for whoever comes later. */
class EditTest {
  private static final String ROOM = "room";

  private static long edit(StreamProbe stream, long seq, String text) {
    return changed(
        stream.answer(
            stream.ask(
                frame ->
                    frame.setEdit(
                        MessageEdit.newBuilder().setRoom(ROOM).setSeq(seq).setText(text)))));
  }

  private static long erase(StreamProbe stream, long seq) {
    return changed(
        stream.answer(
            stream.ask(
                frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(seq)))));
  }

  private static long changed(Event answer) {
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted().getSeq();
  }

  private static List<Entry> join(TestNode node, long upTo) {
    try (StreamProbe joiner = node.connect("joiner", fromStart(ROOM))) {
      joiner.heard().awaitSeq(ROOM, upTo);
      return Replica.of(ROOM, joiner.heard()).entries();
    }
  }

  private static void awaitAll(List<StreamProbe> readers, long seq) {
    readers.forEach(reader -> reader.heard().awaitSeq(ROOM, seq));
  }

  @Test
  void whoIsThereHearsOfTheChangeAndWhoComesLaterSeesTheMessageAsItIs() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        List<StreamProbe> readers = List.of(alice, bob);
        long kept = alice.say(ROOM, "old 火").getSeq();
        long secret = alice.say(ROOM, "a secret").getSeq();
        long edited = edit(alice, kept, "new 火");
        long secretEdit = edit(alice, secret, "another secret");
        long erased = erase(alice, secret);
        awaitAll(readers, erased);

        for (StreamProbe reader : readers) {
          List<Entry> heard = reader.heard().entries(ROOM);
          assertThat(heard).extracting(Entry::getSeq).containsExactly(1L, 2L, 3L, 4L, 5L);
          assertThat(heard.get(0).getMessage()).isEqualTo(text("old 火"));
          assertThat(heard.get(2).getEdit().getSeq()).isEqualTo(kept);
          assertThat(heard.get(2).getEdit().getText()).isEqualTo("new 火");
          assertThat(heard.get(4).getErasure().getSeq()).isEqualTo(secret);
          assertThat(heard).extracting(Entry::getFrom).containsOnly("alice");
        }
        List<Entry> log = near.log(ROOM);
        Message message = log.get(0).getMessage();
        assertThat(message.getText()).isEqualTo("new 火");
        assertThat(message.getChangedBySeq()).isEqualTo(edited);
        assertThat(message.getChangedAt()).isEqualTo(log.get(2).getAt());
        assertThat(log.get(1).getMessage().getErased()).isTrue();
        assertThat(log.get(1).getMessage().getText()).isEmpty();
        assertThat(log.get(3).getEdit().getSupersededBySeq()).isEqualTo(erased);
        assertThat(log.get(3).getEdit().getText()).isEmpty();
        assertThat(log.get(3).getSeq()).isEqualTo(secretEdit);
        assertThat(nodes.lines(ROOM)).noneMatch(line -> line.contains("secret"));
        for (StreamProbe reader : readers) {
          assertThat(Board.of(reader.heard().entries(ROOM))).isEqualTo(Board.of(log));
        }
        assertThat(join(near, erased)).isEqualTo(log);
        assertThat(join(far, erased)).isEqualTo(log);
      }
    }
  }

  private static Message text(String text) {
    return Message.newBuilder().setText(text).build();
  }

  @Test
  void theTailsOfBothNodesHoldTheChangedEntriesAsTheLogDoes() throws Exception {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM));
          Scraper nearMetrics = Scraper.of(near);
          Scraper farMetrics = Scraper.of(far)) {
        for (int i = 1; i <= 20; i++) {
          var unused = alice.say(ROOM, "old" + i);
        }
        for (int round = 0; round < 3; round++) {
          for (int i = 1; i <= 10; i++) {
            var unused = edit(alice, i, "new" + i);
          }
        }
        long last = erase(alice, 10);
        awaitAll(List.of(alice, bob), last);
        List<Entry> log = near.log(ROOM);
        awaitWholeTail(near, nearMetrics, log);
        awaitWholeTail(far, farMetrics, log);
      }
    }
  }

  /** Waits until a join is served from the tail alone; each time it must be what the log holds. */
  private static void awaitWholeTail(TestNode node, Scraper metrics, List<Entry> log) {
    Waiting.patiently()
        .alias("the changed entries in the tail")
        .until(
            () -> {
              double misses = metrics.scrape().value("redfire_tail_misses_total");
              List<Entry> joined = join(node, log.size());
              assertThat(joined).isEqualTo(log);
              assertThat(joined.stream().map(Entry::toByteString).toList())
                  .isEqualTo(log.stream().map(Entry::toByteString).toList());
              return metrics.scrape().value("redfire_tail_misses_total") == misses;
            });
  }

  @Test
  void pagesThatReadersSharedAreForgottenWithTheOldWords() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode node = nodes.start();
      try (StreamProbe alice = node.connect("alice", fromNow(ROOM))) {
        // More than a tail holds.
        for (int i = 1; i <= 400; i++) {
          var unused = alice.say(ROOM, "old" + i);
        }
        for (int i = 1; i <= 30; i++) {
          assertThat(Board.of(join(node, 399 + i))).isEqualTo(Board.of(node.log(ROOM)));
          long last = i % 2 == 0 ? erase(alice, i) : edit(alice, i, "new" + i);
          alice.heard().awaitSeq(ROOM, last);
          assertThat(join(node, last).get(i - 1).getMessage().getText())
              .isEqualTo(i % 2 == 0 ? "" : "new" + i);
        }
      }
    }
  }

  @Test
  void whateverIsChangedWhileReadersComeTheyAllEndWithTheSame() {
    Random random = new Random(7);
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> both = List.of(nodes.start(), nodes.start());
      List<StreamProbe> readers = new ArrayList<>();
      try (StreamProbe alice = both.get(0).connect("alice", fromNow(ROOM));
          StreamProbe same = both.get(1).connect("alice", fromNow(ROOM))) {
        List<Long> messages = new ArrayList<>();
        List<Long> changes = new ArrayList<>();
        for (int step = 0; step < 900; step++) {
          StreamProbe author = random.nextBoolean() ? alice : same;
          long target = messages.isEmpty() ? 0 : messages.get(random.nextInt(messages.size()));
          switch (messages.size() < 20 ? 0 : random.nextInt(20)) {
            case 0, 1, 2, 3 -> messages.add(author.say(ROOM, "m" + step).getSeq());
            case 4 -> {
              messages.remove(target);
              changes.add(erase(author, target));
            }
            default -> {
              String text = "e" + step;
              changes.add(
                  author.ask(
                      frame ->
                          frame.setEdit(
                              MessageEdit.newBuilder()
                                  .setRoom(ROOM)
                                  .setSeq(target)
                                  .setText(text))));
              if (random.nextInt(10) == 0) {
                author.ping();
              }
            }
          }
          if (step % 30 == 0) {
            TestNode node = both.get(step / 30 % 2);
            readers.add(
                node.connect(
                    "reader" + step,
                    step % 3 == 0 ? fromStart(ROOM) : Wishes.last(ROOM, random.nextInt(400))));
          }
        }
        alice.ping();
        same.ping();
        assertThat(changes).hasSizeGreaterThan(500);
        long last = alice.say(ROOM, "the end").getSeq();
        SortedMap<Long, Message> truth = Board.of(both.get(0).log(ROOM));
        for (StreamProbe reader : readers) {
          reader.heard().awaitSeq(ROOM, last);
          List<Entry> entries = reader.heard().entries(ROOM);
          assertThat(Board.of(entries)).isEqualTo(truth.tailMap(entries.get(0).getSeq()));
        }
        for (TestNode node : both) {
          assertThat(join(node, last)).isEqualTo(both.get(0).log(ROOM));
        }
      } finally {
        readers.forEach(StreamProbe::close);
      }
    }
  }

  @Test
  void whatAWithdrawnEditChangedIsAsBefore() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode near = nodes.start();
      TestNode far = nodes.start();
      try (StreamProbe alice = near.connect("alice", fromNow(ROOM));
          StreamProbe bob = far.connect("bob", fromNow(ROOM))) {
        for (int i = 1; i <= 9; i++) {
          var unused = alice.say(ROOM, "old" + i);
        }
        List<String> copy = nodes.lines(ROOM);
        long edited = edit(alice, 5, "withdrawn");
        awaitAll(List.of(alice, bob), edited);
        assertThat(join(near, edited).get(4).getMessage().getText()).isEqualTo("withdrawn");
        nodes.redis().ltrim(nodes.key(ROOM), 0, 8);
        nodes.redis().lset(nodes.key(ROOM), 4, copy.get(4));
        for (StreamProbe reader : List.of(alice, bob)) {
          Event rewound = reader.heard().await("the rewind", Event::hasRoomRewound);
          assertThat(rewound.getRoomRewound().getForkSeq()).isEqualTo(9);
        }
        for (TestNode node : List.of(near, far)) {
          assertThat(join(node, 9).get(4).getMessage()).isEqualTo(text("old5"));
        }
      }
    }
  }

  @Test
  void aRetryIsAnsweredWithItsFirstPlaceAlsoByTheUnaryMethods() {
    try (Nodes nodes = Nodes.onSharedRedis()) {
      TestNode one = nodes.start();
      TestNode two = nodes.start();
      long seq = one.send("alice", ROOM, "old").getSeq();
      MessageEdit edit =
          MessageEdit.newBuilder()
              .setRoom(ROOM)
              .setId(UuidCreator.getTimeOrderedEpoch().toString())
              .setSeq(seq)
              .setText("new")
              .build();
      MessageErasure erasure =
          MessageErasure.newBuilder()
              .setRoom(ROOM)
              .setId(UuidCreator.getTimeOrderedEpoch().toString())
              .setSeq(seq)
              .build();
      EditMessageRequest editing =
          EditMessageRequest.newBuilder().setUser("alice").setEdit(edit).build();
      EraseMessageRequest erasing =
          EraseMessageRequest.newBuilder().setUser("alice").setErasure(erasure).build();
      Accepted edited = one.calls().editMessage(editing).getAccepted();
      Accepted erased = one.calls().eraseMessage(erasing).getAccepted();
      assertThat(List.of(edited.getSeq(), erased.getSeq())).containsExactly(2L, 3L);
      assertThat(two.calls().editMessage(editing).getAccepted())
          .isEqualTo(edited.toBuilder().setDuplicate(true).build());
      assertThat(two.calls().eraseMessage(erasing).getAccepted())
          .isEqualTo(erased.toBuilder().setDuplicate(true).build());
      assertThat(nodes.lines(ROOM)).hasSize(3);
    }
  }
}
