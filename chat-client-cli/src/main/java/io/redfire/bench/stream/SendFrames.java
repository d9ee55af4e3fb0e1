package io.redfire.bench.stream;

import com.google.protobuf.CodedOutputStream;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.OutgoingMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes frames that send a text to one room. Immutable; any thread may use it. */
public final class SendFrames {
  private final byte[] room;

  /** For one room. */
  public SendFrames(String room) {
    this.room = room.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * One frame.
   *
   * @param id the message's own, in the usual form of a UUID
   */
  public byte[] frame(long request, String id, byte[] text) {
    byte[] idBytes = id.getBytes(StandardCharsets.ISO_8859_1);
    int message =
        CodedOutputStream.computeByteArraySize(OutgoingMessage.ROOM_FIELD_NUMBER, room)
            + CodedOutputStream.computeByteArraySize(OutgoingMessage.ID_FIELD_NUMBER, idBytes)
            + CodedOutputStream.computeByteArraySize(OutgoingMessage.TEXT_FIELD_NUMBER, text);
    int whole =
        CodedOutputStream.computeUInt64Size(ConnectRequest.REQUEST_FIELD_NUMBER, request)
            + CodedOutputStream.computeTagSize(ConnectRequest.SEND_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(message)
            + message;
    byte[] frame = new byte[whole];
    CodedOutputStream out = CodedOutputStream.newInstance(frame);
    try {
      out.writeUInt64(ConnectRequest.REQUEST_FIELD_NUMBER, request);
      out.writeTag(
          ConnectRequest.SEND_FIELD_NUMBER,
          com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(message);
      out.writeByteArray(OutgoingMessage.ROOM_FIELD_NUMBER, room);
      out.writeByteArray(OutgoingMessage.ID_FIELD_NUMBER, idBytes);
      out.writeByteArray(OutgoingMessage.TEXT_FIELD_NUMBER, text);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame;
  }
}
