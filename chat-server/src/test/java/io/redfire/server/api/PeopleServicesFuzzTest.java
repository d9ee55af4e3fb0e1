package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.redfire.chat.v1.AccountServiceGrpc;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.BotServiceGrpc;
import io.redfire.chat.v1.PresenceServiceGrpc;
import io.redfire.chat.v1.RoomServiceGrpc;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.bus.MessageBus;
import io.redfire.core.log.AckLevel;
import io.redfire.core.log.Appended;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.rate.Rate;
import io.redfire.core.rate.RateKey;
import io.redfire.core.rate.RateLimits;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.server.account.Attempts;
import io.redfire.server.account.CheapPasswords;
import io.redfire.server.account.Entrance;
import io.redfire.server.account.SessionDesk;
import io.redfire.server.admin.AdminService;
import io.redfire.server.attach.RoomFiles;
import io.redfire.server.bot.CommandBook;
import io.redfire.server.bot.CommandRuns;
import io.redfire.server.bot.RememberedCommands;
import io.redfire.server.govern.Governing;
import io.redfire.server.govern.NotedRooms;
import io.redfire.server.govern.RoomChanges;
import io.redfire.server.govern.RoomMoves;
import io.redfire.server.govern.RoomNames;
import io.redfire.server.govern.RoomOrder;
import io.redfire.server.govern.RoomQuota;
import io.redfire.server.govern.UsedRooms;
import io.redfire.server.limit.LimitSettings;
import io.redfire.server.limit.Quota;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.presence.NobodyThere;
import io.redfire.server.right.Admission;
import io.redfire.server.right.Authority;
import io.redfire.server.right.CachedAuthority;
import io.redfire.server.right.Callers;
import io.redfire.server.right.CredentialsInterceptor;
import io.redfire.server.right.RememberedMembers;
import io.redfire.server.right.SendRates;
import io.redfire.server.room.LiveRooms;
import io.redfire.server.session.Services;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Requests;
import io.redfire.testing.fuzz.FuzzTarget;
import io.redfire.testing.fuzz.LineLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Requests about accounts, rooms and administration as bytes, from an administrator who owns the
 * room {@code den}, through everything that stands between the transport and the store.
 */
class PeopleServicesFuzzTest {
  private static final List<MethodDescriptor<?, ?>> ACCOUNT =
      RawCall.unary(AccountServiceGrpc.getServiceDescriptor());
  private static final List<MethodDescriptor<?, ?>> ROOM =
      RawCall.unary(RoomServiceGrpc.getServiceDescriptor());
  private static final List<MethodDescriptor<?, ?>> PRESENCE =
      RawCall.unary(PresenceServiceGrpc.getServiceDescriptor());
  private static final List<MethodDescriptor<?, ?>> BOT =
      RawCall.unary(BotServiceGrpc.getServiceDescriptor());
  private static final List<MethodDescriptor<?, ?>> ADMIN =
      RawCall.unary(AdminServiceGrpc.getServiceDescriptor());

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 1024)
  void accountCallIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, ACCOUNT, input);
  }

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 4096)
  void roomCallIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, ROOM, input);
  }

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 4096)
  void presenceCallIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, PRESENCE, input);
  }

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 9000)
  void adminCallIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, ADMIN, input);
  }

  /** The first byte chooses the method, the rest is its request. */
  @FuzzTarget(maxBytes = 4096)
  void botCallIsAnsweredOrRefused(byte[] input) {
    RawCall.assertAnsweredOrRefused(Serving.CHANNEL, BOT, input);
  }

  /** One server for all inputs. It keeps nothing, so that none matters to the next. */
  private static final class Serving {
    private static final String NAME = "fuzz-people";
    private static final UserName ALICE = new UserName("alice");
    static final Channel CHANNEL;

    static {
      StandingAccounts accounts = new StandingAccounts();
      InProcessServerBuilder server = InProcessServerBuilder.forName(NAME).directExecutor();
      services(accounts)
          .forEach(
              service -> {
                var unused = server.addService(contract(service));
              });
      try {
        var unused = server.build().start();
      } catch (IOException e) {
        throw new UncheckedIOException("starting in memory", e);
      }
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + accounts.token());
      CHANNEL =
          ClientInterceptors.intercept(
              InProcessChannelBuilder.forName(NAME).build(),
              MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private Serving() {}

    private static ServerServiceDefinition contract(BindableService service) {
      return ServerInterceptors.intercept(
          ServerInterceptors.useMarshalledMessages(service.bindService(), new BytesMarshaller()),
          new CredentialsInterceptor(),
          new ErrorInterceptor());
    }

    private static List<BindableService> services(StandingAccounts accounts) {
      Clock clock = Clock.systemUTC();
      MessageLog log = forgetful();
      RememberedMembers members = members();
      Authority authority = new CachedAuthority(members, Runnable::run, clock);
      Callers callers =
          new Callers(accounts, Optional.empty(), true, clock, Runnable::run, Runnable::run);
      Requests requests = new Requests(clock, 0);
      SessionDesk desk = new SessionDesk(accounts, log, clock, Runnable::run);
      Entrance entrance =
          new Entrance(
              accounts,
              CheapPasswords.create(),
              new Attempts(noLimits(), LimitSettings.NONE),
              desk,
              true,
              clock,
              Runnable::run);
      Governing governing =
          new Governing(
              authority, log, members, new SendRates(noLimits(), LimitSettings.NONE), clock);
      RoomQuota quota = new RoomQuota(noLimits(), LimitSettings.NONE, members);
      RoomChanges changes =
          new RoomChanges(governing, requests, accounts, quota, new RoomNames(members));
      RoomMoves moves = new RoomMoves(governing, requests, accounts, members, quota);
      RoomOrder order = new RoomOrder(governing, requests, accounts);
      Admission admission =
          new Admission(authority, noLimits(), LimitSettings.NONE, log, Runnable::run, clock);
      SlashCommands commands = new RememberedCommands();
      Services services =
          new Services(
              rooms(log),
              log,
              deaf(),
              members,
              callers,
              authority,
              admission,
              new Quota<>(0),
              requests,
              new UsedRooms(new NotedRooms(log, members, clock), Runnable::run),
              NobodyThere.desk(members, authority),
              new CommandRuns(commands, members, accounts, admission, log, requests, Runnable::run),
              Runnable::run);
      return List.of(
          new AccountService(accounts, callers, entrance, desk, clock, Runnable::run),
          new RoomService(services, changes, moves, order),
          new PresenceService(services),
          new BotService(
              services,
              new CommandBook(
                  commands,
                  members,
                  accounts,
                  authority,
                  new SendRates(noLimits(), LimitSettings.NONE),
                  clock)),
          new AdminService(
              accounts,
              callers,
              entrance,
              desk,
              log,
              members,
              unused(RoomTransfer.class),
              unused(RoomFiles.class),
              requests,
              changes,
              order,
              clock));
    }

    private static RememberedMembers members() {
      RememberedMembers members = new RememberedMembers();
      members.govern(
          new NewGovernance(
              new RoomName("den"),
              MessageId.create(),
              ALICE,
              Instant.now(),
              "",
              Optional.of(RoomRules.of(RoomKind.PUBLIC)),
              Stream.of(part(ALICE, Role.OWNER), part(new UserName("bob"), Role.MEMBER)).toList()));
      return members;
    }

    private static PartChange part(UserName user, Role role) {
      return new PartChange(
          user, MembershipAction.JOINED, Optional.of(role), false, Instant.MIN, Instant.MIN, "");
    }

    /** A log that accepts whatever is appended, and holds nothing of it. */
    private static MessageLog forgetful() {
      LineLog lines = new LineLog();
      lines.push("a line".getBytes(UTF_8));
      return (MessageLog)
          Proxy.newProxyInstance(
              Serving.class.getClassLoader(),
              new Class<?>[] {MessageLog.class},
              (self, method, arguments) -> {
                if (method.getName().equals("append")) {
                  return CompletableFuture.completedFuture(
                      new Appended(lines.head(), false, AckLevel.ACCEPTED, 0));
                }
                try {
                  return method.invoke(lines, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
    }

    private static LiveRooms rooms(MessageLog log) {
      ScheduledExecutorService timer =
          Executors.newSingleThreadScheduledExecutor(
              new ThreadFactoryBuilder().setDaemon(true).build());
      return new LiveRooms(
          log,
          unused(MessageBus.class),
          Events::wire,
          Runnable::run,
          timer,
          new ServerMetrics("fuzz"),
          name -> {});
    }

    /** A bus on which nobody hears what is signalled. */
    private static MessageBus deaf() {
      return (MessageBus)
          Proxy.newProxyInstance(
              Serving.class.getClassLoader(),
              new Class<?>[] {MessageBus.class},
              (self, method, arguments) -> {
                if (method.getName().equals("signal")) {
                  return null;
                }
                throw new AssertionError("no unary method calls " + method);
              });
    }

    /** What no unary method asks. */
    private static <T> T unused(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              Serving.class.getClassLoader(),
              new Class<?>[] {type},
              (self, method, arguments) -> {
                throw new AssertionError("no unary method calls " + method);
              }));
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
}
