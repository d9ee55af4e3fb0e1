package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.EditMessageRequest;
import io.redfire.chat.v1.EraseMessageRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Changes messages that stand in a log, one call at a time. For one thread.
 *
 * <p>Each change has an id of its own, so that it is made once however often it is asked for. A
 * failure is a {@link ChatException}: the server's refusal, or that of the last server tried.
 */
public final class MessageClient implements AutoCloseable {
  private final Calls calls;
  private final String user;
  private final MessageIds ids = new MessageIds(Clock.systemUTC());

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
    EditMessageRequest request =
        EditMessageRequest.newBuilder()
            .setUser(user)
            .setEdit(
                MessageEdit.newBuilder().setRoom(room).setId(ids.next()).setSeq(seq).setText(text))
            .build();
    return calls.ask(to -> stub(to).editMessage(request)).getAccepted();
  }

  /** Takes away the words of the message at that seq: one's own, or in a room one moderates. */
  public Accepted erase(String room, long seq) {
    EraseMessageRequest request =
        EraseMessageRequest.newBuilder()
            .setUser(user)
            .setErasure(MessageErasure.newBuilder().setRoom(room).setId(ids.next()).setSeq(seq))
            .build();
    return calls.ask(to -> stub(to).eraseMessage(request)).getAccepted();
  }

  private ChatServiceGrpc.ChatServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(ChatServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
