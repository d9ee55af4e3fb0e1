package io.redfire.server.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.redfire.core.log.RoomName;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;
import io.redfire.testing.fuzz.LineLog;

/** Where clients ask to start reading. */
class StartFuzzTest {
  @FuzzTarget
  void startIsInTheLogOrRefused(byte[] input) {
    LineLog log = new LineLog();
    for (int line = 1; line <= 5; line++) {
      log.push(("line " + line).getBytes(UTF_8));
    }
    Start start;
    try {
      start = Start.find(log, new RoomName("chat"), io.redfire.chat.v1.Start.parseFrom(input));
    } catch (InvalidProtocolBufferException unreadable) {
      return;
    } catch (Problem refusal) {
      Refusals.assertConforming(refusal.status());
      return;
    }
    assertThat(start.position().seq()).isBetween(0L, 5L);
    start.fork().ifPresent(fork -> assertThat(fork.seq()).isBetween(0L, 5L));
    assertThat(start.bounds().head()).isEqualTo(log.head());
  }
}
