package io.redfire.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.Status;
import io.redfire.testing.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What a server says of errors and of the time. */
class ServerWordsFuzzTest {
  @FuzzTarget
  void errorIsUnderstoodAsFarAsItGoes(byte[] input) {
    try {
      Status status = Status.parseFrom(input);
      ChatException error = ChatException.of(status);
      assertThat(error.getMessage()).isEqualTo(status.getMessage());
      assertThat(error.code().value()).isIn(status.getCode(), io.grpc.Status.Code.UNKNOWN.value());
      assertThat(error.reason()).isNotNull();
      assertThat(error.retryAfter().orElse(Duration.ZERO)).isNotNull();
    } catch (InvalidProtocolBufferException unreadable) {
      assertThat(unreadable).isNotNull();
    }
  }

  @FuzzTarget(maxBytes = 32)
  void waitsStayWithinADay(byte[] input) {
    try {
      Duration wait = ProtoTimes.duration(com.google.protobuf.Duration.parseFrom(input));
      assertThat(wait).isBetween(Duration.ZERO, Duration.ofDays(1));
      Pace pace = new Pace(System::nanoTime);
      pace.refused(wait);
      assertThat(pace.rest()).isBetween(Duration.ZERO, Duration.ofDays(2));
      Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 1);
      assertThat(backoff.next(Optional.of(wait))).isBetween(Duration.ZERO, Duration.ofDays(2));
      assertThat(Backoff.jittered(wait)).isBetween(Duration.ZERO, Duration.ofDays(2));
    } catch (InvalidProtocolBufferException unreadable) {
      assertThat(unreadable).isNotNull();
    }
  }

  @FuzzTarget(maxBytes = 8)
  void tagsOfAnySeqAreRemembered(byte[] input) {
    long seq = ByteBuffer.allocate(8).put(input, 0, Math.min(8, input.length)).getLong(0);
    RecentTags tags = new RecentTags();
    tags.add(seq, "tag");
    assertThat(tags.belie(seq, "tag")).isFalse();
    assertThat(tags.belie(seq, "other")).isTrue();
    tags.rewind(seq);
    assertThat(tags.belie(seq, "other")).isTrue();
  }

  @FuzzTarget(maxBytes = 32)
  void idsAreMadeWhateverTheServersTime(byte[] input) {
    try {
      MessageIds ids = new MessageIds(Clock.systemUTC());
      ids.serverTime(ProtoTimes.instant(Timestamp.parseFrom(input)));
      UUID one = UUID.fromString(ids.next());
      UUID next = UUID.fromString(ids.next());
      assertThat(one.version()).isEqualTo(7);
      assertThat(next.toString()).isNotEqualTo(one.toString());
    } catch (InvalidProtocolBufferException unreadable) {
      assertThat(unreadable).isNotNull();
    }
  }
}
