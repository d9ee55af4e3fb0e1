package io.redfire.bench.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ConnectResponse;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.RequestFailed;
import io.redfire.chat.v1.Subscribed;
import io.redfire.chat.v1.Welcome;
import java.io.IOException;

/**
 * Reads one server frame where it lies and tells its events. For one call.
 *
 * <p>The tool shares a machine with the server that it measures, and deliveries are most of what it
 * does: the generated parser would make six objects and three strings of each only to drop them.
 */
final class FrameReader {
  private static final int EVENT = ConnectResponse.EVENTS_FIELD_NUMBER;

  private final byte[] frame;
  private final CodedInputStream in;
  private final StreamEvents events;

  FrameReader(byte[] frame, StreamEvents events) {
    this.frame = frame;
    this.in = CodedInputStream.newInstance(frame);
    this.events = events;
  }

  void read() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == sub(EVENT)) {
        int end = in.pushLimit(in.readRawVarint32());
        event();
        in.popLimit(end);
      } else {
        in.skipField(tag);
      }
    }
  }

  private void event() throws IOException {
    long request = 0;
    int member = 0;
    int at = 0;
    int length = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == varint(Event.REQUEST_FIELD_NUMBER)) {
        request = in.readUInt64();
      } else if (isMember(tag)) {
        member = WireFormat.getTagFieldNumber(tag);
        length = in.readRawVarint32();
        at = in.getTotalBytesRead();
        in.skipRawBytes(length);
      } else {
        in.skipField(tag);
      }
    }
    tell(request, member, at, length);
  }

  private static boolean isMember(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
        && Event.EventCase.forNumber(WireFormat.getTagFieldNumber(tag)) != null;
  }

  private void tell(long request, int member, int at, int length) throws IOException {
    switch (member) {
      case Event.ENTRY_FIELD_NUMBER -> entry(at, length);
      case Event.ACCEPTED_FIELD_NUMBER -> accepted(request, at, length);
      case Event.FAILED_FIELD_NUMBER ->
          events.refused(
              request, Refusal.of(RequestFailed.parseFrom(slice(at, length)).getStatus()));
      case Event.WELCOME_FIELD_NUMBER -> events.welcomed(Welcome.parseFrom(slice(at, length)));
      case Event.SUBSCRIBED_FIELD_NUMBER ->
          events.subscribed(Subscribed.parseFrom(slice(at, length)));
      case Event.ROOM_REWOUND_FIELD_NUMBER -> events.disturbed("the log was rewound");
      case Event.HISTORY_TRIMMED_FIELD_NUMBER -> events.disturbed("the log was trimmed");
      case Event.GOODBYE_FIELD_NUMBER -> events.disturbed("the server said goodbye");
      default -> {
        // Nothing that a load depends on.
      }
    }
  }

  private void accepted(long request, int at, int length) throws IOException {
    CodedInputStream body = CodedInputStream.newInstance(frame, at, length);
    long seq = 0;
    for (int tag = body.readTag(); tag != 0; tag = body.readTag()) {
      if (tag == varint(Accepted.SEQ_FIELD_NUMBER)) {
        seq = body.readUInt64();
      } else {
        body.skipField(tag);
      }
    }
    events.accepted(request, seq);
  }

  private void entry(int at, int length) throws IOException {
    CodedInputStream body = CodedInputStream.newInstance(frame, at, length);
    long seq = 0;
    boolean tagged = false;
    int textAt = 0;
    int textLength = 0;
    for (int tag = body.readTag(); tag != 0; tag = body.readTag()) {
      if (tag == varint(Entry.SEQ_FIELD_NUMBER)) {
        seq = body.readUInt64();
      } else if (tag == sub(Entry.TAG_FIELD_NUMBER)) {
        int tagLength = body.readRawVarint32();
        tagged = tagLength > 0;
        body.skipRawBytes(tagLength);
      } else if (tag == sub(Entry.MESSAGE_FIELD_NUMBER)) {
        int end = body.pushLimit(body.readRawVarint32());
        for (int inner = body.readTag(); inner != 0; inner = body.readTag()) {
          if (inner == sub(Message.TEXT_FIELD_NUMBER)) {
            textLength = body.readRawVarint32();
            textAt = at + body.getTotalBytesRead();
            body.skipRawBytes(textLength);
          } else {
            body.skipField(inner);
          }
        }
        body.popLimit(end);
      } else {
        body.skipField(tag);
      }
    }
    events.entry(seq, tagged, frame, textAt, textLength);
  }

  private ByteString slice(int at, int length) {
    return ByteString.copyFrom(frame, at, length);
  }

  private static int sub(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static int varint(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }
}
