package io.redfire.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchServiceGrpc;
import io.redfire.core.account.Accounts;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.core.member.RoomState;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.api.ErrorInterceptor;
import io.redfire.server.api.SearchService;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.bot.RememberedCommands;
import io.redfire.server.govern.NotedRooms;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.limit.Quota;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.presence.NobodyThere;
import io.redfire.server.right.Action;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.Callers;
import io.redfire.server.right.CredentialsInterceptor;
import io.redfire.server.right.RememberedMembers;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is removed while a search is under way gets nothing of it. */
class SecondLookTest {
  private static final RoomName ROOM = new RoomName("room");

  private final TestLog log = new TestLog();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Removing authority = new Removing();
  private final MessageSearch search =
      new MessageSearch(
          SearchSettings.PASSING, log, Runnable::run, timer, new ServerMetrics("test"));
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        InProcessServerBuilder.forName("second-look")
            .addService(
                ServerInterceptors.intercept(
                    new SearchService(services(), search),
                    new CredentialsInterceptor(),
                    new ErrorInterceptor()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("second-look").build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    search.close();
    timer.shutdownNow();
  }

  /** Lets everybody in until all are removed. */
  private static final class Removing implements Authority {
    volatile boolean areRemoved;

    @Override
    public CompletableFuture<RoomState> authorize(Caller caller, Action action, RoomName room) {
      return authorizeNow(caller, action, room);
    }

    @Override
    public CompletableFuture<RoomState> authorizeNow(Caller caller, Action action, RoomName room) {
      return areRemoved
          ? CompletableFuture.failedFuture(
              Problem.of(Reason.ROOM_NOT_FOUND, "there is no room '" + room + "'"))
          : CompletableFuture.completedFuture(RoomState.OPEN);
    }

    @Override
    public void changed(RoomName room) {}
  }

  private Services services() {
    Clock clock = Clock.systemUTC();
    RememberedMembers members = new RememberedMembers();
    Accounts accounts = nothing(Accounts.class);
    Requests requests = new Requests(clock, 0);
    MessageBus bus = nothing(MessageBus.class);
    Admission admission =
        new Admission(
            authority, nothing(RateLimits.class), LimitSettings.NONE, log, Runnable::run, clock);
    return new Services(
        new LiveRooms(
            log, bus, Events::wire, Runnable::run, timer, new ServerMetrics("test"), name -> {}),
        log,
        bus,
        members,
        new Callers(accounts, Optional.empty(), true, clock, Runnable::run, Runnable::run),
        authority,
        admission,
        new Quota<>(0),
        requests,
        new UsedRooms(new NotedRooms(log, members, clock), Runnable::run),
        NobodyThere.desk(members, authority),
        new CommandRuns(
            new RememberedCommands(), members, accounts, admission, log, requests, Runnable::run),
        Runnable::run);
  }

  /** Knows of nothing, and of nobody. */
  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            SecondLookTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> Optional.empty()));
  }

  private int hits() {
    return SearchServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .searchMessages(
            SearchMessagesRequest.newBuilder().setQuery("word").addRooms(ROOM.value()).build())
        .getHitsCount();
  }

  @Test
  void whatWasFoundIsNotToldToWhoWasRemovedMeanwhile() {
    log.say(ROOM, "word", 1);
    assertThat(hits()).isOne();
    log.atRead = () -> authority.areRemoved = true;
    assertThat(catchThrowable(() -> hits())).hasMessageContaining("there is no room 'room'");
    assertThat(authority.areRemoved).isTrue();
  }
}
