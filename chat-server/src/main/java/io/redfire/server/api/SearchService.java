package io.redfire.server.api;

import com.google.common.collect.Lists;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.core.account.Scope;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomState;
import io.redfire.server.right.Action;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Credentials;
import io.redfire.server.right.Verdict;
import io.redfire.server.search.MessageSearch;
import io.redfire.server.search.SearchWish;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Limit;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * The search's side of the contract. Thread-safe. Its method blocks on Redis until it knows who
 * calls and which rooms that one may read, so gRPC calls it on threads of their own; the search
 * goes on elsewhere.
 *
 * <p>The right to read is asked for twice: before, for all rooms; and once there is an answer, for
 * those that it is about, on what holds by then. So whoever was removed meanwhile gets nothing.
 */
public final class SearchService extends SearchServiceGrpc.SearchServiceImplBase {
  private static final int BATCH = 200;

  private final Services services;
  private final MessageSearch search;

  /** Searches with that. */
  public SearchService(Services services, MessageSearch search) {
    this.services = services;
    this.search = search;
  }

  @Override
  public void searchMessages(
      SearchMessagesRequest request, StreamObserver<SearchMessagesResponse> response) {
    // Now, since what comes after may run on a thread that serves no call.
    Credentials credentials = Credentials.current();
    BooleanSupplier isCancelled = ((ServerCallStreamObserver<?>) response)::isCancelled;
    Caller caller = Waiting.on(services.callers().identify(credentials, ""));
    SearchWish wish = search.wish(request);
    // Before all that costs something.
    var unused = Waiting.on(services.admission().search(caller, credentials));
    Rooms rooms = wish.rooms().isEmpty() ? roomsOf(caller) : mayRead(caller, wish.rooms());
    unused =
        search
            .find(wish, rooms.searched(), isCancelled)
            .thenCompose(page -> stillMayRead(caller, wish, page))
            .whenComplete(
                (page, failure) -> {
                  if (failure != null) {
                    response.onError(Problem.from(failure).toException());
                  } else {
                    response.onNext(rooms.told(page));
                    response.onCompleted();
                  }
                });
  }

  /** Where to search, and whether that is everywhere that the caller meant. */
  private record Rooms(List<RoomName> searched, boolean areAll) {
    SearchMessagesResponse told(SearchMessagesResponse page) {
      return areAll ? page : page.toBuilder().setComplete(false).build();
    }
  }

  private Rooms mayRead(Caller caller, List<RoomName> rooms) {
    List<CompletableFuture<RoomState>> asked = new ArrayList<>();
    rooms.forEach(room -> asked.add(services.authority().authorize(caller, Action.READ, room)));
    asked.forEach(Waiting::on);
    return new Rooms(rooms, true);
  }

  /** As in the inbox. */
  private Rooms roomsOf(Caller caller) {
    if (!(caller instanceof Caller.SignedIn)) {
      throw Problem.of(
          Reason.LOGIN_REQUIRED, "guests have no rooms (expected: the rooms' names, or a token)");
    }
    if (!caller.has(Scope.READ)) {
      throw Verdict.scopeMissing(Scope.READ);
    }
    UserName user = caller.user().orElseThrow();
    Instant now = services.requests().now();
    List<RoomName> all = new ArrayList<>();
    boolean areAll = true;
    for (List<RoomName> batch : Lists.partition(services.members().rooms(user), BATCH)) {
      Map<RoomName, RoomState> states = services.members().states(batch, Optional.of(user));
      areAll &= states.keySet().containsAll(batch);
      states.forEach(
          (room, state) -> {
            if (Inbox.holds(caller, room, state, now)) {
              all.add(room);
            }
          });
      if (all.size() > Limit.INBOX_ROOMS) {
        return new Rooms(all.subList(0, Limit.INBOX_ROOMS), false);
      }
    }
    return new Rooms(all, areAll);
  }

  /**
   * What the caller may read by now, of all that the answer tells. Where the rooms were named, it
   * hears why not.
   */
  private CompletableFuture<SearchMessagesResponse> stillMayRead(
      Caller caller, SearchWish wish, SearchMessagesResponse page) {
    boolean isNamed = !wish.rooms().isEmpty();
    Set<String> names = new HashSet<>();
    wish.rooms().forEach(room -> names.add(room.value()));
    page.getHitsList().forEach(hit -> names.add(hit.getEntry().getRoom()));
    page.getIndexingList().forEach(room -> names.add(room.getRoom()));
    Set<String> refused = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (String name : names) {
      asked.add(
          services
              .authority()
              .authorizeNow(caller, Action.READ, new RoomName(name))
              .exceptionallyCompose(
                  failure -> {
                    if (isNamed || Problem.from(failure).mayPass()) {
                      return CompletableFuture.failedFuture(failure);
                    }
                    refused.add(name);
                    return CompletableFuture.completedFuture(RoomState.OPEN);
                  }));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> wish.without(refused, page));
  }
}
