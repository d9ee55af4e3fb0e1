package io.redfire.server.api;

import com.google.common.collect.Lists;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.SearchHit;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

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
    Caller caller = done(services.callers().identify(credentials, ""));
    SearchWish wish = search.wish(request);
    boolean isNamed = !wish.rooms().isEmpty();
    List<RoomName> rooms = isNamed ? mayRead(caller, wish.rooms()) : roomsOf(caller);
    var unused = done(services.admission().search(caller, credentials));
    unused =
        search
            .find(wish, rooms)
            .thenCompose(page -> stillMayRead(caller, page, isNamed))
            .whenComplete(
                (page, failure) -> {
                  if (failure != null) {
                    response.onError(Problem.from(failure).toException());
                  } else {
                    response.onNext(page);
                    response.onCompleted();
                  }
                });
  }

  private List<RoomName> mayRead(Caller caller, List<RoomName> rooms) {
    List<CompletableFuture<RoomState>> asked = new ArrayList<>();
    rooms.forEach(room -> asked.add(services.authority().authorize(caller, Action.READ, room)));
    asked.forEach(SearchService::done);
    return rooms;
  }

  /** As in the inbox. */
  private List<RoomName> roomsOf(Caller caller) {
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
    for (List<RoomName> batch : Lists.partition(services.members().rooms(user), BATCH)) {
      Map<RoomName, RoomState> states = services.members().states(batch, Optional.of(user));
      states.forEach(
          (room, state) -> {
            boolean isMember = state.part().role().isPresent() || room.users().size() == 2;
            if (isMember && Verdict.decide(caller, Action.READ, room, state, now) == null) {
              all.add(room);
            }
          });
    }
    return all.subList(0, Math.min(all.size(), Limit.INBOX_ROOMS));
  }

  /** What the caller may read by now. Where the rooms were named, it hears why not. */
  private CompletableFuture<SearchMessagesResponse> stillMayRead(
      Caller caller, SearchMessagesResponse page, boolean isNamed) {
    Set<String> names =
        page.getHitsList().stream()
            .map(hit -> hit.getEntry().getRoom())
            .collect(Collectors.toSet());
    Set<String> refused = new HashSet<>();
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
                    synchronized (refused) {
                      refused.add(name);
                    }
                    return CompletableFuture.completedFuture(RoomState.OPEN);
                  }));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> without(refused, page));
  }

  private static SearchMessagesResponse without(Set<String> rooms, SearchMessagesResponse page) {
    if (rooms.isEmpty()) {
      return page;
    }
    List<SearchHit> kept =
        page.getHitsList().stream()
            .filter(hit -> !rooms.contains(hit.getEntry().getRoom()))
            .toList();
    return page.toBuilder().clearHits().addAllHits(kept).build();
  }

  private static <T> T done(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException failure) {
      throw Problem.from(failure);
    }
  }
}
