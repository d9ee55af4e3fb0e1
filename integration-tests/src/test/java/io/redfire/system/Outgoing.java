package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Entry;
import java.util.ArrayList;
import java.util.List;

/** Messages that an author keeps, under ids of the author's own, to send them again. */
final class Outgoing {
  private final String room;
  private final int length;
  private final List<String> ids = new ArrayList<>();

  Outgoing(String room) {
    this(room, 0);
  }

  /** Messages of so many letters, at least. */
  Outgoing(String room, int length) {
    this.room = room;
    this.length = length;
  }

  /** Sends the next one on that stream; the frame's number. */
  long sendNext(StreamProbe stream) {
    ids.add(UuidCreator.getTimeOrderedEpoch().toString());
    return send(stream, ids.size());
  }

  /** Sends the n-th one, from 1, again; the frame's number. */
  long send(StreamProbe stream, int n) {
    return stream.send(room, ids.get(n - 1), "m-" + n + " " + "x".repeat(length));
  }

  /** Sends the next one and waits until it is accepted. */
  Accepted sayNext(StreamProbe stream) {
    return accepted(stream, sendNext(stream));
  }

  /** Sends the n-th one, from 1, again and waits until it is accepted. */
  Accepted say(StreamProbe stream, int n) {
    return accepted(stream, send(stream, n));
  }

  private static Accepted accepted(StreamProbe stream, long request) {
    var answer = stream.answer(request);
    assertThat(answer.hasAccepted()).as(answer.toString()).isTrue();
    return answer.getAccepted();
  }

  int size() {
    return ids.size();
  }

  /** Shows that the log holds each once, in the order of sending, and nothing else. */
  void assertAre(List<Entry> log) {
    assertThat(log).extracting(Entry::getId).isEqualTo(ids);
  }

  /** Waits until the readers, who follow the room from its start, hold each of them once. */
  void awaitAt(StreamProbe... readers) {
    for (StreamProbe reader : readers) {
      Waiting.forReaders()
          .untilAsserted(() -> assertAre(Replica.of(room, reader.heard()).entries()));
    }
  }
}
