package io.redfire.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Goodbye;
import io.redfire.chat.v1.HistoryTrimmed;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.RoomRewound;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reading and writing by hand, against the generated classes. */
class FrameReaderTest {
  private static final UnknownFieldSet NEWS =
      UnknownFieldSet.newBuilder()
          .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .addField(
              98,
              UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8("news"))
                  .build())
          .build();

  private static final class Heard implements StreamEvents {
    private final List<String> events = new ArrayList<>();

    @Override
    public void welcomed(Welcome welcome) {
      events.add("welcome " + welcome.getNode());
    }

    @Override
    public void subscribed(Subscribed subscribed) {
      events.add("subscribed " + subscribed.getRoom());
    }

    @Override
    public void accepted(long request, long seq) {
      events.add("accepted " + request + " at " + seq);
    }

    @Override
    public void refused(long request, Refusal why) {
      events.add("refused " + request + " " + why);
    }

    @Override
    public void entry(long seq, boolean tagged, byte[] frame, int textAt, int textLength) {
      String text = new String(frame, textAt, textLength, StandardCharsets.UTF_8);
      events.add("entry " + seq + " " + tagged + " " + text);
    }

    @Override
    public void disturbed(String how) {
      events.add(how);
    }

    @Override
    public void ended(Status status) {
      events.add("ended");
    }
  }

  private static List<String> read(Event.Builder... events) throws IOException {
    ConnectResponse.Builder frame = ConnectResponse.newBuilder().setUnknownFields(NEWS);
    for (Event.Builder event : events) {
      frame.addEvents(event);
    }
    Heard heard = new Heard();
    new FrameReader(frame.build().toByteArray(), heard).read();
    return heard.events;
  }

  private static Event.Builder entry(long seq, String tag, String text) {
    return Event.newBuilder()
        .setUnknownFields(NEWS)
        .setEntry(
            Entry.newBuilder()
                .setUnknownFields(NEWS)
                .setRoom("room")
                .setSeq(seq)
                .setTag(tag)
                .setCursor("cursor")
                .setId("id")
                .setFrom("alice")
                .setAt(Timestamp.newBuilder().setSeconds(5).setNanos(6))
                .setMessage(Message.newBuilder().setUnknownFields(NEWS).setText(text)));
  }

  @Test
  void readsAllEntriesOfABurst() throws IOException {
    long far = 1L << 40;
    assertThat(read(entry(1, "tag", "one"), entry(far, "", "二"), entry(far + 1, "tag", "")))
        .containsExactly(
            "entry 1 true one", "entry " + far + " false 二", "entry " + (far + 1) + " true ");
  }

  @Test
  void readsAnswers() throws IOException {
    RequestFailed failed =
        RequestFailed.newBuilder()
            .setStatus(
                com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                    .setMessage("later")
                    .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("OVERLOADED").build())))
            .build();
    assertThat(
            read(
                Event.newBuilder().setRequest(1).setWelcome(Welcome.newBuilder().setNode("n")),
                Event.newBuilder().setSubscribed(Subscribed.newBuilder().setRoom("r")),
                Event.newBuilder()
                    .setRequest(300)
                    .setAccepted(Accepted.newBuilder().setRoom("r").setSeq(1000).setTag("t")),
                Event.newBuilder().setRequest(301).setFailed(failed)))
        .containsExactly(
            "welcome n",
            "subscribed r",
            "accepted 300 at 1000",
            "refused 301 " + new Refusal(Status.Code.RESOURCE_EXHAUSTED, "OVERLOADED", "later"));
  }

  @Test
  void saysWhatALoadDoesNotExpectAndSkipsWhatItDoesNotKnow() throws IOException {
    assertThat(
            read(
                Event.newBuilder().setRoomRewound(RoomRewound.getDefaultInstance()),
                Event.newBuilder().setUnknownFields(NEWS),
                Event.newBuilder().setHistoryTrimmed(HistoryTrimmed.getDefaultInstance()),
                Event.newBuilder().setGoodbye(Goodbye.getDefaultInstance())))
        .containsExactly("the log was rewound", "the log was trimmed", "the server said goodbye");
  }

  @Test
  void writesWhatTheGeneratedClassesRead() throws IOException {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    ConnectRequest read = ConnectRequest.parseFrom(new SendFrames("房间").frame(77, "some-id", text));
    assertThat(read.getRequest()).isEqualTo(77);
    assertThat(read.getSend().getRoom()).isEqualTo("房间");
    assertThat(read.getSend().getId()).isEqualTo("some-id");
    assertThat(read.getSend().getText()).isEqualTo("text");
    assertThat(read.getUnknownFields().asMap()).isEmpty();
  }
}
