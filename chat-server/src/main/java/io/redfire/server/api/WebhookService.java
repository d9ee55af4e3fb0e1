package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateIncomingWebhookResponse;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookResponse;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookResponse;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.chat.v1.ListWebhooksResponse;
import io.redfire.chat.v1.Webhook;
import io.redfire.chat.v1.WebhookServiceGrpc;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.server.bot.HookBook;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.right.Credentials;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Waiting;
import java.util.Optional;

/**
 * The webhooks' side of the contract. Thread-safe. Its methods block on Redis, so gRPC calls them
 * on threads of their own; what they throw becomes the call's status.
 */
public final class WebhookService extends WebhookServiceGrpc.WebhookServiceImplBase {
  private final Callers callers;
  private final HookBook book;

  /** Keeps webhooks in that book. */
  public WebhookService(Callers callers, HookBook book) {
    this.callers = callers;
    this.book = book;
  }

  @Override
  public void createIncomingWebhook(
      CreateIncomingWebhookRequest request,
      StreamObserver<CreateIncomingWebhookResponse> response) {
    HookBook.Made made = book.createIncoming(caller(), request);
    Calls.answer(
        response,
        CreateIncomingWebhookResponse.newBuilder()
            .setWebhook(webhook(made.hook()))
            .setPath(made.path())
            .build());
  }

  @Override
  public void createOutgoingWebhook(
      CreateOutgoingWebhookRequest request,
      StreamObserver<CreateOutgoingWebhookResponse> response) {
    HookBook.Begun made = book.createOutgoing(caller(), request);
    Calls.answer(
        response,
        CreateOutgoingWebhookResponse.newBuilder()
            .setWebhook(
                webhook(made.hook())
                    .setOutgoing(OutgoingForm.of(made.hook(), Optional.of(made.delivery()))))
            .setSecret(made.hook().secret())
            .build());
  }

  @Override
  public void listWebhooks(
      ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> response) {
    ListWebhooksResponse.Builder list = ListWebhooksResponse.newBuilder();
    book.list(caller(), request).forEach(listed -> list.addWebhooks(webhook(listed)));
    Calls.answer(response, list.build());
  }

  @Override
  public void deleteWebhook(
      DeleteWebhookRequest request, StreamObserver<DeleteWebhookResponse> response) {
    book.delete(caller(), request);
    Calls.answer(response, DeleteWebhookResponse.getDefaultInstance());
  }

  private static Webhook.Builder webhook(HookBook.Listed listed) {
    Webhook.Builder proto = webhook(listed.hook());
    if (listed.hook() instanceof OutgoingWebhook outgoing) {
      proto.setOutgoing(OutgoingForm.of(outgoing, listed.delivery()));
    }
    return proto;
  }

  private static Webhook.Builder webhook(io.redfire.core.bot.Webhook hook) {
    return Webhook.newBuilder()
        .setId(hook.id())
        .setName(hook.name())
        .setMaker(hook.maker().value())
        .setCreatedAt(Events.timestamp(hook.createdAt()));
  }

  private Caller caller() {
    return Waiting.on(callers.identify(Credentials.current(), ""));
  }
}
