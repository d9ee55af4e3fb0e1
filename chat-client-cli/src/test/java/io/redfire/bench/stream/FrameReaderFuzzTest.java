package io.redfire.bench.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames of a server, read by hand, against the generated classes. */
class FrameReaderFuzzTest {
  @FuzzTarget
  void tellsWhatTheGeneratedClassesRead(byte[] input) {
    Heard heard = new Heard();
    try {
      new FrameReader(input, heard).read();
    } catch (IOException broken) {
      assertThat(broken).isInstanceOf(InvalidProtocolBufferException.class);
    }
    List<String> expected = canonical(input);
    if (expected != null) {
      assertThat(heard.events).isEqualTo(expected);
    }
  }

  /** What is in the frame; null where it is not as our server writes frames, each field once. */
  private static @Nullable List<String> canonical(byte[] input) {
    try {
      ConnectResponse frame = ConnectResponse.parseFrom(input);
      if (!Arrays.equals(frame.toByteArray(), input)) {
        return null;
      }
      List<String> events = new ArrayList<>();
      for (Event event : frame.getEventsList()) {
        if (event.hasEntry()) {
          Entry entry = event.getEntry();
          events.add(
              entry.getSeq()
                  + " "
                  + !entry.getTag().isEmpty()
                  + " "
                  + entry.getMessage().getText());
        } else if (event.hasAccepted()) {
          events.add(event.getRequest() + " at " + event.getAccepted().getSeq());
        }
      }
      return events;
    } catch (InvalidProtocolBufferException broken) {
      return null;
    }
  }

  private static final class Heard implements StreamEvents {
    final List<String> events = new ArrayList<>();

    @Override
    public void accepted(long request, long seq) {
      events.add(request + " at " + seq);
    }

    @Override
    public void entry(long seq, boolean tagged, byte[] frame, int textAt, int textLength) {
      events.add(seq + " " + tagged + " " + new String(frame, textAt, textLength, UTF_8));
    }

    @Override
    public void ended(Status status) {
      throw new AssertionError("a frame ends no stream");
    }
  }
}
