package io.redfire.system;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.redfire.chat.v1.AdminServiceGrpc;
import io.redfire.chat.v1.ExportRoomRequest;
import io.redfire.chat.v1.Hello;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Scope;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.SlashCommand;
import io.redfire.core.bot.SlashCommands;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.CommandName;
import io.redfire.core.log.MessageId;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.Invite;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.redis.log.RedisMessageLog;
import io.redfire.core.room.MembershipAction;
import io.redfire.core.room.Role;
import io.redfire.core.room.RoomKind;
import io.redfire.core.room.RoomRules;
import io.redfire.server.account.HookToken;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.account.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One node, and the people and rooms of the walk over all rights. What the walk does not show is
 * made past the node, since that is quick. For the test's own thread.
 */
final class Stage implements AutoCloseable {
  /** An owner of every room that has some. */
  static final String ROOT = "root";

  /** A member of every room that has some. */
  static final String TARGET = "target";

  /** Has an account, and no part in any room. */
  static final String NEWCOMER = "newcomer";

  /** That of the accounts which have one. */
  static final String PASSWORD = "correct horse";

  private static final Set<Scope> ALL = EnumSet.allOf(Scope.class);

  /** Each is a call of the one connection, which may have 32. */
  private static final int MOST_STREAMS = 16;

  private final Nodes nodes = Nodes.onSharedRedis();
  private final TestNode node = nodes.start();
  private final RedisMessageLog log = nodes.openLog();
  private final RoomMembers members = nodes.openMembers();
  private final Accounts accounts = nodes.openAccounts();
  private final HeldBytes bytes = nodes.openBytes();
  private final SlashCommands commands = nodes.openCommands();
  private final Webhooks webhooks = nodes.openWebhooks();
  private final Map<String, Who> people = new HashMap<>();
  private final Map<Who, StreamProbe> streams = new LinkedHashMap<>();
  private boolean isDirectOpen;
  private int names;

  Stage() {
    people.put("nameless", Who.guest(""));
    people.put("guest", Who.guest("gus"));
    for (String name :
        List.of(
            "outsider",
            "invited",
            "banned",
            "read-only",
            "muted",
            "member",
            "moderator",
            "owner",
            "scoped")) {
      addAccount(name, false);
      people.put(name, session(name, ALL));
    }
    for (String name : List.of(ROOT, TARGET, NEWCOMER)) {
      addAccount(name, false);
    }
    for (String name : List.of("user", "admin")) {
      var registered = SignedIn.register(node, name);
      people.put(registered.name(), session(name, ALL));
    }
    var unused = accounts.setAdmin(new UserName("admin"), true);
    addAccount("disabled", true);
    people.put("unknown", Who.turnedAway(Token.create(new UserName("user")).text()));
    people.put("expired", Who.turnedAway(token("user", ALL, Instant.now().minusSeconds(1))));
    people.put("disabled", Who.turnedAway(token("disabled", ALL, Instant.now().plusSeconds(3600))));
  }

  private void addAccount(String name, boolean disabled) {
    var unused =
        accounts.create(
            new Account(new UserName(name), "", false, disabled, Instant.now()),
            Set.of(),
            Optional.empty());
  }

  private String token(String user, Set<Scope> scopes, Instant end) {
    Token token = Token.create(new UserName(user));
    var unused =
        accounts.addSession(
            token.user(),
            new AccountSession(
                AccountSession.idOf(token.digest()),
                token.digest(),
                "walk",
                true,
                scopes,
                Instant.now(),
                end),
            Integer.MAX_VALUE);
    return token.text();
  }

  /** Somebody of the table. */
  Who who(String caller) {
    Who known = people.get(caller);
    if (known == null) {
      throw new AssertionError("nobody is called '" + caller + "' on this stage");
    }
    return known;
  }

  /** A user with another token. */
  Who session(String user, Set<Scope> scopes) {
    return Who.signedIn(user, token(user, scopes, Instant.now().plusSeconds(3600)));
  }

  /** Names a session of the token's. */
  static String sessionId(Who who) {
    return AccountSession.idOf(Token.parse(who.token().orElseThrow()).digest());
  }

  /** A name that nobody and no room has. */
  String newName() {
    return String.format(Locale.ROOT, "n%05dx", ++names);
  }

  /** The name of an account that nothing else is done with. */
  String newAccount() {
    String name = newName();
    addAccount(name, false);
    return name;
  }

  /**
   * A room of that kind in which the caller has the part that its standing says.
   *
   * @param standing a caller of the table
   */
  Scene scene(String kind, String standing, Who who) {
    String room =
        switch (kind) {
          case "direct" -> "@member," + ROOT;
          case "unopened" -> "@member," + TARGET;
          case "own" -> "@member";
          default -> newName();
        };
    switch (kind) {
      case "new", "unopened" -> {}
      case "open", "own" -> {
        var unused = say(room, TARGET);
      }
      case "direct" -> openDirect(room);
      case "public", "any" -> create(room, RoomRules.of(RoomKind.PUBLIC), standing, who);
      case "private" -> create(room, RoomRules.of(RoomKind.PRIVATE), standing, who);
      case "announcement" -> create(room, RoomRules.of(RoomKind.ANNOUNCEMENT), standing, who);
      case "archived" ->
          create(
              room, new RoomRules(RoomKind.PUBLIC, "", "", true, 0, Duration.ZERO), standing, who);
      default -> throw new AssertionError("no kind of room: '" + kind + "'");
    }
    return new Scene(this, kind, room, who);
  }

  private void openDirect(String room) {
    if (!isDirectOpen) {
      isDirectOpen = true;
      govern(
          room,
          RoomRules.of(RoomKind.DIRECT),
          List.of(part("member", Role.MEMBER), part(ROOT, Role.MEMBER)));
    }
  }

  private void create(String room, RoomRules rules, String standing, Who who) {
    List<PartChange> parts = new ArrayList<>();
    parts.add(part(ROOT, Role.OWNER));
    parts.add(part(TARGET, Role.MEMBER));
    switch (standing) {
      case "invited" ->
          parts.add(
              part(who, MembershipAction.INVITED, Optional.empty(), Instant.MIN, Instant.MIN));
      case "banned" ->
          parts.add(part(who, MembershipAction.BANNED, Optional.empty(), Instant.MIN, Instant.MAX));
      case "read-only" -> parts.add(part(who.user(), Role.READ_ONLY));
      case "muted" ->
          parts.add(
              part(
                  who, MembershipAction.MUTED, Optional.of(Role.MEMBER), Instant.MAX, Instant.MIN));
      case "member" -> parts.add(part(who.user(), Role.MEMBER));
      case "moderator" -> parts.add(part(who.user(), Role.MODERATOR));
      case "owner" -> parts.add(part(who.user(), Role.OWNER));
      default -> {}
    }
    govern(room, rules, parts);
  }

  private static PartChange part(String user, Role role) {
    return new PartChange(
        new UserName(user),
        MembershipAction.JOINED,
        Optional.of(role),
        false,
        Instant.MIN,
        Instant.MIN,
        "");
  }

  private static PartChange part(
      Who who, MembershipAction action, Optional<Role> role, Instant muted, Instant banned) {
    boolean invited = action == MembershipAction.INVITED;
    return new PartChange(new UserName(who.user()), action, role, invited, muted, banned, "");
  }

  private void govern(String room, RoomRules rules, List<PartChange> parts) {
    var unused =
        log.append(
                new NewGovernance(
                    new RoomName(room),
                    MessageId.create(),
                    new UserName(ROOT),
                    Instant.now(),
                    "",
                    Optional.of(rules),
                    parts))
            .join();
  }

  /** Writes a message past the node; its seq. */
  long say(String room, String user) {
    return log.append(
            new NewMessage(
                new RoomName(room), MessageId.create(), new UserName(user), Instant.now(), "hello"))
        .join()
        .position()
        .seq();
  }

  /** How many entries the room's list holds. */
  long length(String room) {
    return nodes.redis().llen(nodes.key(room));
  }

  /** Notes a room as one of the user's. */
  void note(String user, String room) {
    members.addRoom(new UserName(user), new RoomName(room));
  }

  /** Has somebody answer the command {@code roll} in a room, past the node. */
  void register(String room, String bot) {
    RoomName name = new RoomName(room);
    CommandName roll = new CommandName("roll");
    var unused =
        commands.change(
            name,
            roll,
            commands.find(name, roll),
            Optional.of(new SlashCommand(roll, new UserName(bot), "", "", Instant.EPOCH)),
            Integer.MAX_VALUE);
  }

  /** The id of a webhook of a room, made past the node. */
  String webhook(String room) {
    HookToken token = HookToken.create();
    boolean added =
        webhooks.add(
            new RoomName(room),
            new IncomingWebhook(
                token.id(), "hook", new UserName(ROOT), token.digest(), Instant.EPOCH),
            Integer.MAX_VALUE);
    if (!added) {
      throw new AssertionError("no webhook");
    }
    return token.id();
  }

  /** A code that lets people into the room, if any does. */
  String code(String room) {
    OneTimeCode code = OneTimeCode.create();
    members.addInvite(
        code.digest(),
        new Invite(new RoomName(room), new UserName(ROOT), Instant.now().plusSeconds(3600), 9));
    return code.text();
  }

  /** An upload to a room, of which nothing has arrived; its id. */
  String upload(String room, String user, long size) {
    return bytes.begin(room, user.isEmpty() ? TARGET : user, size);
  }

  /** Lets a room hold these; their SHA-256. */
  String attach(String room, byte[] content) {
    return bytes.hold(room, content);
  }

  /** A room as an administrator gets it, which can be made another room. */
  ByteString exported() {
    String room = scene("public", "", who("admin")).room();
    ByteString lines = ByteString.EMPTY;
    var responses =
        AdminServiceGrpc.newBlockingStub(who("admin").at(node))
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .exportRoom(ExportRoomRequest.newBuilder().setRoom(room).build());
    while (responses.hasNext()) {
      lines = lines.concat(responses.next().getLines());
    }
    return lines;
  }

  TestNode node() {
    return node;
  }

  /**
   * A stream of the caller's that has been welcomed.
   *
   * @throws Attempt.Refused where it is not
   */
  StreamProbe stream(Who who) {
    StreamProbe known = streams.remove(who);
    if (known == null) {
      known = StreamProbe.open(who.at(node));
      var unused = known.ask(frame -> frame.setHello(Hello.newBuilder().setUser(who.told())));
      awaitWelcome(known);
    }
    streams.put(who, known);
    if (streams.size() > MOST_STREAMS) {
      Who eldest = streams.keySet().iterator().next();
      requireNonNull(streams.remove(eldest)).close();
    }
    return known;
  }

  /**
   * Waits for the first word of a stream.
   *
   * @throws Attempt.Refused where the stream ends instead
   */
  static void awaitWelcome(StreamProbe stream) {
    Recording heard = stream.heard();
    Waiting.patiently().alias("the welcome").until(() -> heard.size() > 0 || heard.hasEnded());
    if (heard.size() == 0) {
      throw new Attempt.Refused(Refusal.of(heard.awaitFailure()));
    }
  }

  @Override
  public void close() {
    streams.values().forEach(StreamProbe::close);
    log.close();
    members.close();
    commands.close();
    webhooks.close();
    accounts.close();
    bytes.close();
    nodes.close();
  }
}
