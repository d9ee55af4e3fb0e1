package io.redfire.server.api;

import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.GetPresenceRequest;
import io.redfire.chat.v1.GetPresenceResponse;
import io.redfire.chat.v1.ListReceiptsRequest;
import io.redfire.chat.v1.ListReceiptsResponse;
import io.redfire.chat.v1.MarkDeliveredRequest;
import io.redfire.chat.v1.MarkDeliveredResponse;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.SetPresenceRequest;
import io.redfire.chat.v1.SetPresenceResponse;
import io.redfire.core.account.Identity;
import io.redfire.core.account.Scope;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Marks;
import io.redfire.core.member.Presence;
import io.redfire.core.member.PresenceState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.session.DeliveryMarks;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;
import java.util.Map;
import java.util.Set;

/**
 * The contract's side of who is there, and who has read what. Thread-safe. Its methods block on
 * Redis, so gRPC calls them on threads of their own; what they throw becomes the call's status.
 */
public final class PresenceService extends PresenceServiceGrpc.PresenceServiceImplBase {
  private final Services services;
  private final DeliveryMarks deliveries;
  private final ReceiptList receipts;

  /** Answers with these. */
  public PresenceService(Services services) {
    this.services = services;
    this.deliveries = new DeliveryMarks(services);
    this.receipts = new ReceiptList(services.log(), services.members());
  }

  @Override
  public void markDelivered(
      MarkDeliveredRequest request, StreamObserver<MarkDeliveredResponse> response) {
    Caller caller = caller();
    Marks marks = Waiting.on(deliveries.mark(caller, request.getMark()));
    RoomName room = Requests.room(request.getMark().getRoom());
    Calls.answer(
        response,
        MarkDeliveredResponse.newBuilder()
            .setReceipt(Events.receipt(room, caller.user().orElseThrow(), marks))
            .build());
  }

  @Override
  public void listReceipts(
      ListReceiptsRequest request, StreamObserver<ListReceiptsResponse> response) {
    // Now, since what comes after the answer may run on a thread that serves no call.
    Credentials credentials = Credentials.current();
    Caller caller = caller();
    RoomName room = Requests.room(request.getRoom());
    var unused =
        Waiting.on(
            services
                .authority()
                .authorize(caller, Action.SEE_RECEIPTS, room)
                .thenCompose(state -> services.admission().page(caller, credentials)));
    Calls.answer(response, receipts.page(room, request));
  }

  @Override
  public void setPresence(
      SetPresenceRequest request, StreamObserver<SetPresenceResponse> response) {
    Caller caller = caller();
    Verdict.demandAccount(caller, Scope.WRITE);
    PresenceState state = Requests.presence(request.getSetting().getState());
    Identity identity = ((Caller.SignedIn) caller).identity();
    UserName user = identity.account().user();
    var unused = Waiting.on(services.admission().mark(user));
    Presence seen =
        Waiting.on(services.presence().say(user, "call-" + identity.session().id(), state));
    Calls.answer(
        response,
        SetPresenceResponse.newBuilder().setPresence(Events.presence(user, seen)).build());
  }

  @Override
  public void getPresence(
      GetPresenceRequest request, StreamObserver<GetPresenceResponse> response) {
    Credentials credentials = Credentials.current();
    Caller caller = caller();
    Verdict.demandAccount(caller, Scope.READ);
    Set<UserName> users = Requests.watched(request.getUsersList());
    var unused = Waiting.on(services.admission().presence(caller, credentials, users.size()));
    Map<UserName, Presence> seen = Waiting.on(services.presence().of(caller, users));
    GetPresenceResponse.Builder all = GetPresenceResponse.newBuilder();
    users.forEach(
        user -> all.addPresences(Events.presence(user, seen.getOrDefault(user, Presence.UNKNOWN))));
    Calls.answer(response, all.build());
  }

  private Caller caller() {
    return Waiting.on(services.callers().identify(Credentials.current(), ""));
  }
}
