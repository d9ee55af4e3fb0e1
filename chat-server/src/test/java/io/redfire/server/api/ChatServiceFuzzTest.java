package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.redfire.chat.v1.ChatServiceGrpc;
import io.redfire.chat.v1.ConnectRequest;
import io.redfire.chat.v1.Welcome;
import io.redfire.core.account.Accounts;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.RoomName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.bot.RememberedCommands;
import io.redfire.server.govern.NotedRooms;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.limit.Quota;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.presence.NobodyThere;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.CachedAuthority;
import io.redfire.server.right.Callers;
import io.redfire.server.right.RememberedMembers;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.session.EventLoops;
import io.redfire.server.session.Services;
import io.redfire.server.session.Sessions;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import io.redfire.testing.fuzz.FuzzTarget;
import io.redfire.testing.fuzz.LineLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** Requests as bytes, through everything that stands between the transport and the log. */
class ChatServiceFuzzTest {
  private static final List<MethodDescriptor<?, ?>> UNARY =
      List.of(
          ChatServiceGrpc.getSendMessageMethod(),
          ChatServiceGrpc.getEditMessageMethod(),
          ChatServiceGrpc.getEraseMessageMethod(),
          ChatServiceGrpc.getListMessagesMethod(),
          ChatServiceGrpc.getGetRoomMethod(),
          ChatServiceGrpc.getListRoomsMethod(),
          ChatServiceGrpc.getSendTypingMethod());

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 9000)
  void callIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, UNARY, input);
  }

  /** A frame of the stream that cannot be read becomes one that says so. */
  @FuzzTarget
  void frameIsReadOrMarkedMalformed(byte[] input) {
    Object read = Serving.CONNECT.parseRequest(new ByteArrayInputStream(input));
    try {
      assertThat(read).isEqualTo(ConnectRequest.parseFrom(input));
      assertThat(read).isNotSameAs(Sessions.malformed());
    } catch (InvalidProtocolBufferException unreadable) {
      assertThat(read).isSameAs(Sessions.malformed());
    }
  }

  /** One service for all inputs. It keeps nothing, so that none matters to the next. */
  private static final class Serving {
    static final MethodDescriptor<?, ?> CONNECT;
    static final ManagedChannel CHANNEL = InProcessChannelBuilder.forName("fuzz").build();

    static {
      ServerServiceDefinition service = service().bindService();
      String connect = ChatServiceGrpc.getConnectMethod().getFullMethodName();
      CONNECT = requireNonNull(service.getMethod(connect)).getMethodDescriptor();
      Server server =
          InProcessServerBuilder.forName("fuzz")
              .directExecutor()
              .addService(
                  ServerInterceptors.intercept(
                      ServerInterceptors.useMarshalledMessages(service, new BytesMarshaller()),
                      new ErrorInterceptor()))
              .build();
      try {
        server.start();
      } catch (IOException e) {
        throw new UncheckedIOException("starting in memory", e);
      }
    }

    private Serving() {}

    private static ChatService service() {
      LineLog log = new LineLog();
      for (int line = 1; line <= 5; line++) {
        log.push(("line " + line).getBytes(UTF_8));
      }
      Requests requests = new Requests(Clock.systemUTC(), 0);
      ServerMetrics metrics = new ServerMetrics("fuzz");
      ThreadFactory daemons = new ThreadFactoryBuilder().setDaemon(true).build();
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons);
      MessageBus bus = new SilentBus();
      LiveRooms rooms =
          new LiveRooms(log, bus, Events::wire, Runnable::run, timer, metrics, name -> {});
      RememberedMembers members = new RememberedMembers();
      Authority authority = new CachedAuthority(members, Runnable::run, Clock.systemUTC());
      Admission admission =
          new Admission(
              authority, noLimits(), LimitSettings.NONE, log, Runnable::run, Clock.systemUTC());
      SlashCommands commands = new RememberedCommands();
      Services services =
          new Services(
              rooms,
              log,
              bus,
              members,
              new Callers(
                  noAccounts(),
                  Optional.empty(),
                  true,
                  Clock.systemUTC(),
                  Runnable::run,
                  Runnable::run),
              authority,
              admission,
              new Quota<>(0),
              requests,
              new UsedRooms(new NotedRooms(log, members, Clock.systemUTC()), Runnable::run),
              NobodyThere.desk(members, authority),
              new CommandRuns(
                  commands, members, noAccounts(), admission, log, requests, Runnable::run),
              Runnable::run);
      Sessions sessions =
          new Sessions(
              services, Welcome.getDefaultInstance(), timer, new EventLoops(daemons), metrics);
      return new ChatService(sessions, new UnaryCalls(services));
    }

    /** Knows nobody, so everyone is a guest. */
    private static Accounts noAccounts() {
      return (Accounts)
          Proxy.newProxyInstance(
              Serving.class.getClassLoader(),
              new Class<?>[] {Accounts.class},
              (self, method, arguments) -> Optional.empty());
    }

    private static RateLimits noLimits() {
      return new RateLimits() {
        @Override
        public CompletableFuture<Duration> take(
            RateKey key, Rate rate, int tokens, Unreachable unreachable) {
          return CompletableFuture.completedFuture(Duration.ZERO);
        }

        @Override
        public CompletableFuture<Duration> turn(
            RateKey key, Duration period, String id, Unreachable unreachable) {
          return CompletableFuture.completedFuture(Duration.ZERO);
        }
      };
    }
  }

  /** Nobody rings here. */
  private static final class SilentBus implements MessageBus {
    @Override
    public CompletableFuture<Void> subscribe(RoomName room, Listener listener) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(RoomName room) {}

    @Override
    public void signal(RoomName room, byte[] signal) {}

    @Override
    public void close() {}
  }
}
