package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.MessagePin;
import io.redfire.chat.v1.MessagePlace;
import io.redfire.chat.v1.MessageReaction;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.PinMessageRequest;
import io.redfire.chat.v1.ReactToMessageRequest;
import io.redfire.chat.v1.SendMessageRequest;
import java.time.Duration;
import java.util.List;

/**
 * Changes messages that stand in a log, one call at a time. For one thread.
 *
 * <p>Each change has an id of its own, so that it is made once however often it is asked for, and
 * by the server's time. A failure is a {@link ChatException}: the server's refusal, or that of the
 * last server tried.
 */
public final class MessageClient implements AutoCloseable {
  private final Calls calls;
  private final String user;

  /**
   * @param user a guest's name; empty with a token
   * @param deadline how long one server may take for one answer
   */
  public MessageClient(
      List<ServerAddress> servers, ChannelFactory channels, String user, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
    this.user = user;
  }

  /** Gives one's own message at that seq new words. */
  public Accepted edit(String room, long seq, String text) {
    MessageEdit edit = MessageEdit.newBuilder().setRoom(room).setSeq(seq).setText(text).build();
    EditMessageRequest request =
        EditMessageRequest.newBuilder().setUser(user).setEdit(edit).build();
    return calls
        .change("", (to, id) -> stub(to).editMessage(identified(request, id)))
        .getAccepted();
  }

  private static EditMessageRequest identified(EditMessageRequest request, String id) {
    return request.toBuilder().setEdit(request.getEdit().toBuilder().setId(id)).build();
  }

  /** Takes away the words of the message at that seq: one's own, or in a room one moderates. */
  public Accepted erase(String room, long seq) {
    MessageErasure erasure = MessageErasure.newBuilder().setRoom(room).setSeq(seq).build();
    EraseMessageRequest request =
        EraseMessageRequest.newBuilder().setUser(user).setErasure(erasure).build();
    return calls
        .change("", (to, id) -> stub(to).eraseMessage(identified(request, id)))
        .getAccepted();
  }

  private static EraseMessageRequest identified(EraseMessageRequest request, String id) {
    return request.toBuilder().setErasure(request.getErasure().toBuilder().setId(id)).build();
  }

  /**
   * Names the message of that entry by its tag too: where the log was replaced since and another
   * one stands at its seq, that is refused as {@code MESSAGE_NOT_FOUND}.
   */
  public static MessagePlace placeOf(Entry entry) {
    return place(entry.getRoom(), entry.getSeq()).toBuilder().setTag(entry.getTag()).build();
  }

  private static MessagePlace place(String room, long seq) {
    return MessagePlace.newBuilder().setRoom(room).setSeq(seq).build();
  }

  /** Sends the words of the message at that seq to another room, or to the same again. */
  public Accepted forward(String room, long seq, String to) {
    return forward(place(room, seq), to);
  }

  /** As the other one, of the message with that tag, if one is given. */
  public Accepted forward(MessagePlace original, String to) {
    OutgoingMessage message =
        OutgoingMessage.newBuilder().setRoom(to).setForwardOf(original).build();
    SendMessageRequest request =
        SendMessageRequest.newBuilder().setUser(user).setMessage(message).build();
    return calls
        .change("", (at, id) -> stub(at).sendMessage(identified(request, id)))
        .getAccepted();
  }

  private static SendMessageRequest identified(SendMessageRequest request, String id) {
    return request.toBuilder().setMessage(request.getMessage().toBuilder().setId(id)).build();
  }

  /** Reacts to the message at that seq with an emoji. */
  public Accepted react(String room, long seq, String emoji) {
    return react(place(room, seq), emoji);
  }

  /** As the other one, to the message with that tag, if one is given. */
  public Accepted react(MessagePlace message, String emoji) {
    return react(message, emoji, false);
  }

  /** Takes a reaction of one's own back. */
  public Accepted unreact(String room, long seq, String emoji) {
    return unreact(place(room, seq), emoji);
  }

  /** As the other one, from the message with that tag, if one is given. */
  public Accepted unreact(MessagePlace message, String emoji) {
    return react(message, emoji, true);
  }

  private Accepted react(MessagePlace message, String emoji, boolean remove) {
    MessageReaction reaction =
        MessageReaction.newBuilder()
            .setRoom(message.getRoom())
            .setSeq(message.getSeq())
            .setTag(message.getTag())
            .setEmoji(emoji)
            .setRemove(remove)
            .build();
    ReactToMessageRequest request =
        ReactToMessageRequest.newBuilder().setUser(user).setReaction(reaction).build();
    return calls
        .change("", (to, id) -> stub(to).reactToMessage(identified(request, id)))
        .getAccepted();
  }

  private static ReactToMessageRequest identified(ReactToMessageRequest request, String id) {
    return request.toBuilder().setReaction(request.getReaction().toBuilder().setId(id)).build();
  }

  /** Pins the message at that seq. */
  public Accepted pin(String room, long seq) {
    return pin(place(room, seq));
  }

  /** As the other one, the message with that tag, if one is given. */
  public Accepted pin(MessagePlace message) {
    return pin(message, false);
  }

  /** Ends that the message at that seq is pinned. */
  public Accepted unpin(String room, long seq) {
    return unpin(place(room, seq));
  }

  /** As the other one, the message with that tag, if one is given. */
  public Accepted unpin(MessagePlace message) {
    return pin(message, true);
  }

  private Accepted pin(MessagePlace message, boolean remove) {
    MessagePin pin =
        MessagePin.newBuilder()
            .setRoom(message.getRoom())
            .setSeq(message.getSeq())
            .setTag(message.getTag())
            .setRemove(remove)
            .build();
    PinMessageRequest request = PinMessageRequest.newBuilder().setUser(user).setPin(pin).build();
    return calls.change("", (to, id) -> stub(to).pinMessage(identified(request, id))).getAccepted();
  }

  private static PinMessageRequest identified(PinMessageRequest request, String id) {
    return request.toBuilder().setPin(request.getPin().toBuilder().setId(id)).build();
  }

  private ChatServiceGrpc.ChatServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(ChatServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
