package io.redfire.client;

import io.grpc.ManagedChannel;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.Webhook;
import io.redfire.chat.v1.WebhookServiceGrpc;
import java.time.Duration;
import java.util.List;

/**
 * The webhooks of rooms, one call at a time. For one thread.
 *
 * <p>It needs a way to the server with a token, see {@link ChannelFactory#withToken}. A failure is
 * a {@link ChatException}: the server's refusal, or that of the last server tried.
 */
public final class WebhookClient implements AutoCloseable {
  private final Calls calls;

  /**
   * @param deadline how long one server may take for one answer
   */
  public WebhookClient(List<ServerAddress> servers, ChannelFactory channels, Duration deadline) {
    this.calls = new Calls(servers, channels, deadline);
  }

  /** Makes an address at which programs say something as the caller. It is told this once. */
  public CreateIncomingWebhookResponse createIncoming(String room, String name) {
    CreateIncomingWebhookRequest request =
        CreateIncomingWebhookRequest.newBuilder().setRoom(room).setName(name).build();
    return calls.askOnce(to -> stub(to).createIncomingWebhook(request));
  }

  /**
   * Makes one that posts what comes to the room from now on. Its secret is told this once.
   *
   * @param url where to post
   * @param name for people; empty for the host of the URL
   */
  public CreateOutgoingWebhookResponse createOutgoing(String room, String url, String name) {
    CreateOutgoingWebhookRequest request =
        CreateOutgoingWebhookRequest.newBuilder().setRoom(room).setUrl(url).setName(name).build();
    return calls.askOnce(to -> stub(to).createOutgoingWebhook(request));
  }

  /** The webhooks of a room, the oldest first. */
  public List<Webhook> webhooks(String room) {
    ListWebhooksRequest request = ListWebhooksRequest.newBuilder().setRoom(room).build();
    return calls.ask(to -> stub(to).listWebhooks(request)).getWebhooksList();
  }

  /** Ends a webhook. */
  public void delete(String room, String id) {
    DeleteWebhookRequest request =
        DeleteWebhookRequest.newBuilder().setRoom(room).setWebhook(id).build();
    var unused = calls.askOnce(to -> stub(to).deleteWebhook(request));
  }

  private WebhookServiceGrpc.WebhookServiceBlockingStub stub(ManagedChannel to) {
    return calls.timed(WebhookServiceGrpc.newBlockingStub(to));
  }

  @Override
  public void close() {
    calls.close();
  }
}
