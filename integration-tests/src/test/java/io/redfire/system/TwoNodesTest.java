package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwoNodesTest {
  private static final String ROOM = "聊天";

  @Test
  void whatIsSaidOnOneNodeIsSeenOnTheOther() {
    try (Nodes nodes = Nodes.onSharedRedis();
        StreamProbe alice = nodes.start().connect("alice", fromStart(ROOM));
        StreamProbe bob = nodes.start().connect("bob", fromStart(ROOM))) {
      Accepted accepted = alice.say(ROOM, "红色之火 🔥\u0000\u001b[31m");

      bob.heard().awaitSeq(ROOM, 1);
      Entry seen = bob.heard().entries(ROOM).get(0);
      assertThat(seen.getFrom()).isEqualTo("alice");
      assertThat(seen.getMessage().getText()).isEqualTo("红色之火 🔥\u0000\u001b[31m");
      assertThat(seen.getId()).isEqualTo(accepted.getId());
      assertThat(seen.getTag()).isEqualTo(accepted.getTag());
      assertThat(seen.getCursor()).isEqualTo(accepted.getCursor());

      Accepted answer = bob.say(ROOM, "听到了");
      alice.heard().awaitSeq(ROOM, answer.getSeq());
      assertThat(alice.heard().texts(ROOM)).containsExactly("红色之火 🔥\u0000\u001b[31m", "听到了");
    }
  }

  @Test
  void manySendersOnBothNodesMakeOneOrderForEveryone() {
    int senders = 8;
    try (Nodes nodes = Nodes.onSharedRedis()) {
      List<TestNode> both = List.of(nodes.start(), nodes.start());
      List<StreamProbe> readers = new ArrayList<>();
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        readers.add(both.get(i % 2).connect("reader" + i, fromStart(ROOM)));
        writers.add(Writer.start(both.get(i % 2), "writer" + i, ROOM));
      }
      writers.forEach(writer -> writer.awaitMore(100));
      Map<String, Accepted> accepted = new HashMap<>();
      for (Writer writer : writers) {
        List<Accepted> own = writer.stop();
        assertThat(own).extracting(Accepted::getSeq).isSorted();
        own.forEach(each -> accepted.put(each.getId(), each));
      }

      int total = accepted.size();
      List<Entry> log = both.get(0).log(ROOM);
      assertThat(log).hasSize(total).hasSizeGreaterThanOrEqualTo(senders * 100);
      assertThat(both.get(1).log(ROOM)).isEqualTo(log);
      for (Entry entry : log) {
        Accepted answer = accepted.getOrDefault(entry.getId(), Accepted.getDefaultInstance());
        assertThat(answer.getSeq()).isEqualTo(entry.getSeq());
        assertThat(answer.getTag()).isEqualTo(entry.getTag());
        assertThat(answer.getCursor()).isEqualTo(entry.getCursor());
      }
      for (StreamProbe reader : readers) {
        reader.heard().awaitSeq(ROOM, total);
        assertThat(Replica.of(ROOM, reader.heard()).entries()).isEqualTo(log);
      }
      writers.forEach(Writer::close);
      readers.forEach(StreamProbe::close);
    }
  }
}
