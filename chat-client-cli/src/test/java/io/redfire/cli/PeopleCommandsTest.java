package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.redfire.chat.v1.AccountSession;
import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.InboxRoom;
import io.redfire.chat.v1.Member;
import io.redfire.chat.v1.MembershipAction;
import io.redfire.chat.v1.ModerateMemberRequest;
import io.redfire.chat.v1.Presence;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.Receipt;
import io.redfire.chat.v1.Role;
import io.redfire.chat.v1.Room;
import io.redfire.chat.v1.RoomRules;
import io.redfire.chat.v1.Scope;
import io.redfire.chat.v1.UpdateRoomRequest;
import io.redfire.client.PeopleServer;
import io.redfire.client.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PeopleCommandsTest {
  private static final String NASTY = "\u001b[2J\u202e x";
  private static final String HARMLESS = "\\u001b[2J\\u202e x";

  private final PeopleServer server = new PeopleServer();
  @TempDir private Path config;

  @BeforeEach
  void register() {
    assertThat(cli().typing("correct horse", "correct horse").run("register", "alice")).isZero();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The program of somebody whose configuration is in the directory, at the server. */
  private final class Shell {
    private final CliRun run = new CliRun().environment(environment());

    Shell typing(String... passwords) {
      run.typing(passwords);
      return this;
    }

    Shell stdin(String text) {
      run.stdin(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** The server is named last, behind whatever subcommands there are. */
    int run(String... words) {
      String[] all = Arrays.copyOf(words, words.length + 2);
      all[words.length] = "--server";
      all[words.length + 1] = server.address().toString();
      return run.run(all);
    }

    String out() {
      return run.out();
    }

    List<String> err() {
      return run.err();
    }
  }

  private Map<String, String> environment() {
    return Map.of("XDG_CONFIG_HOME", config.toString());
  }

  private Shell cli() {
    return new Shell();
  }

  private Path credentials() {
    return config.resolve("redfire").resolve("credentials");
  }

  private <T extends Message> T asked(Class<T> type) {
    Message last = server.asked().get(server.asked().size() - 1);
    assertThat(last).isInstanceOf(type);
    return type.cast(last);
  }

  @Test
  void aLoginIsForItsOwnerAlone() throws IOException {
    assertThat(credentials()).content().contains(server.address() + " alice secret-of-alice-1");
    assertThat(mode(credentials())).isEqualTo("rw-------");
    assertThat(mode(config.resolve("redfire"))).isEqualTo("rwx------");
    assertThat(config.resolve("redfire")).isDirectoryContaining("glob:**/credentials");
    try (var files = Files.list(config.resolve("redfire"))) {
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrder("credentials", "credentials.lock");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aLoginThatOthersCouldReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(credentials(), PosixFilePermissions.fromString("rw-r-----"));
    Shell cli = cli();
    assertThat(cli.run("whoami")).isEqualTo(ExitCode.OTHER);
    assertThat(cli.err()).hasSize(1).first().asString().contains("(expected: chmod 600)");
    assertThat(cli.err().get(0)).doesNotContain("secret");
    assertThat(server.authorizations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ping --as alice",
        "ping --room chat",
        "rooms --room chat",
        "bench history --as alice",
        "bench --as alice"
      })
  void anOptionThatWouldDoNothingIsNone(String line) {
    Shell cli = cli();
    assertThat(cli.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).hasSize(1).first().asString().startsWith("redfire: Unknown option");
  }

  @Test
  void aMeasurementCallsByItsToken() throws IOException {
    Path file = Files.writeString(config.resolve("token"), "of-the-bench\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    cli().run("bench", "history", "--token-file", file.toString());
    assertThat(server.authorizations()).isNotEmpty().containsOnly("Bearer of-the-bench");
    CliRun far = new CliRun();
    assertThat(far.run("bench", "--server", "0.0.0.0:1", "--token-file", file.toString()))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aLoginByTlsDoesNotGoWithoutIt() throws IOException {
    Files.writeString(credentials(), server.address() + " alice secret-of-alice-1 tls\n");
    Shell cli = cli();
    assertThat(cli.run("whoami", "--plaintext", "allow")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).hasSize(1).first().asString().contains("(expected: --tls or --tls-ca");
    assertThat(server.authorizations()).isEmpty();
    assertThat(cli().run("tail", "--guest", "--as", "gus")).isZero();
  }

  @Test
  void aPasswordDoesNotGoUnencryptedToAnotherMachine() {
    String far = "0.0.0.0:1";
    for (String command : List.of("login", "register")) {
      CliRun cli = new CliRun().environment(environment());
      // Nothing is typed: it is refused before anybody is asked.
      assertThat(cli.run(command, "alice", "--server", far)).isEqualTo(ExitCode.USAGE);
      assertThat(cli.err())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("redfire: " + far)
          .endsWith("(expected: TLS, or --plaintext allow)");
    }
    CliRun allowed = new CliRun().environment(environment()).typing("correct horse");
    assertThat(allowed.run("login", "alice", "--server", far, "--plaintext", "allow"))
        .isEqualTo(ExitCode.UNREACHABLE);
    CliRun byToken = new CliRun().environment(Map.of("REDFIRE_TOKEN", "secret"));
    assertThat(byToken.run("send", "hi", "--server", far)).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sessions --json revoke 1",
        "sessions --server 127.0.0.1:1 list",
        "bench --server 127.0.0.1:1 idle"
      })
  void anOptionBeforeASubcommandIsRefused(String line) {
    Shell cli = cli();
    assertThat(cli.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("redfire: --")
        .contains("where it does not count (expected: behind it)");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void everyCommandCallsAsWhoeverIsLoggedIn() {
    assertThat(cli().run("send", "hi")).isZero();
    assertThat(cli().run("tail")).isZero();
    assertThat(cli().run("history")).isZero();
    assertThat(cli().run("rooms")).isZero();
    assertThat(server.authorizations()).hasSize(4).containsOnly("Bearer secret-of-alice-1");
  }

  @Test
  void whoamiTellsTheAccountOrTheGuest() {
    Shell cli = cli();
    assertThat(cli.run("whoami")).isZero();
    assertThat(cli.out()).isEqualTo("alice\n");
    Shell guest = cli();
    assertThat(guest.run("whoami", "--guest", "--as", "bob")).isZero();
    assertThat(guest.out()).isEqualTo("bob (guest)\n");
    assertThat(server.authorizations()).hasSize(1);
  }

  @Test
  void anotherNameThanTheLoginsIsRefusedBeforeAnyCall() {
    Shell cli = cli();
    assertThat(cli.run("send", "hi", "--as", "bob")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .containsExactly(
            "redfire: --as: 'bob' is not who is logged in here (expected: 'alice', or --guest"
                + " too)");
    assertThat(server.chat().received()).isEmpty();
  }

  @Test
  void aTokenFileGoesBeforeTheVariableAndThatBeforeTheLogin() throws IOException {
    Path file = Files.writeString(config.resolve("token"), "from-file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    CliRun run =
        new CliRun()
            .environment(
                Map.of("XDG_CONFIG_HOME", config.toString(), "REDFIRE_TOKEN", "from-variable"));
    String at = server.address().toString();
    assertThat(run.run("whoami", "--server", at)).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(run.run("whoami", "--server", at, "--token-file", file.toString()))
        .isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(server.authorizations()).containsExactly("Bearer from-variable", "Bearer from-file");
    assertThat(run.err())
        .hasSize(2)
        .containsOnly("redfire: the token is over (see: redfire login --help)");
  }

  @Test
  void aTokenFileThatOthersCanReadIsRefused() throws IOException {
    Path file = Files.writeString(config.resolve("token"), "from-file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Shell cli = cli();
    assertThat(cli.run("whoami", "--token-file", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).hasSize(1).first().asString().contains("holds a token and can be read");
  }

  @Test
  void aTokenThatIsNoneIsRefusedWithoutBeingShown() throws IOException {
    Path file = Files.writeString(config.resolve("token"), "se cret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Shell cli = cli();
    assertThat(cli.run("send", "hi", "--token-file", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).hasSize(1).first().asString().doesNotContain("cret");
  }

  @Test
  void wrongPasswordsEndWith77AndChangeNothing() throws IOException {
    String before = Files.readString(credentials());
    Shell cli = cli().typing("wrong password");
    assertThat(cli.run("login", "alice")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(cli.err()).containsExactly("redfire: wrong name or password");
    assertThat(credentials()).content().isEqualTo(before);
  }

  @Test
  void passwordsComeFromFilesAndStandardInputToo() throws IOException {
    Path file = Files.writeString(config.resolve("password"), "correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(cli().run("login", "alice", "--password-file", file.toString())).isZero();
    assertThat(cli().stdin("correct horse\nmore").run("login", "alice", "--password-stdin"))
        .isZero();
    assertThat(server.loggedIn()).isEqualTo(3);
    assertThat(credentials()).content().endsWith(" alice secret-of-alice-3\n").hasLineCount(1);
  }

  @Test
  void withNobodyToAskThereIsOneMessage() {
    Shell cli = cli();
    assertThat(cli.run("login", "alice")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .containsExactly(
            "redfire: there is no terminal to ask for the password on (expected: --password-file"
                + " FILE or --password-stdin)");
  }

  @Test
  void aCodeIsAskedForWhereNoneIsGivenWithIt() {
    server.wantCode("the code");
    assertThat(
            cli()
                .typing("battery staple", "battery staple", "the code")
                .run("register", "bob", "--code"))
        .isZero();
    assertThat(
            cli()
                .typing("battery staple", "battery staple")
                .run("register", "carol", "--code", "the code"))
        .isZero();
    Shell cli = cli().stdin("battery staple\n");
    assertThat(cli.run("register", "dave", "--password-stdin", "--code")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .containsExactly(
            "redfire: there is no terminal to ask for the code on (expected: --code CODE)");
  }

  @Test
  void aCodeIsAskedForWhereTheServerWantsOne() {
    server.wantCode("the code");
    assertThat(cli().typing("battery staple", "battery staple", "the code").run("register", "bob"))
        .isZero();
    assertThat(credentials()).content().contains(" bob secret-of-bob-");
    Shell nobodyToAsk = cli().stdin("battery staple\n");
    assertThat(nobodyToAsk.run("register", "carol", "--password-stdin"))
        .isEqualTo(ExitCode.NOT_PERMITTED);
    Shell wrong = cli().typing("battery staple", "battery staple", "another code");
    assertThat(wrong.run("register", "dave")).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).hasSize(1);
  }

  @Test
  void newPasswordsAreTypedTwiceTheSame() {
    Shell cli = cli().typing("one password", "another one");
    assertThat(cli.run("register", "bob")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).containsExactly("redfire: the two passwords are not the same");
    assertThat(cli().typing("correct horse", "battery staple", "battery staple").run("passwd"))
        .isZero();
    assertThat(cli().typing("battery staple").run("login", "alice")).isZero();
  }

  @Test
  void logoutForgetsTheSessionWhereTheServerIsAway() {
    String address = server.address().toString();
    server.close();
    CliRun cli = new CliRun().environment(environment());
    assertThat(cli.run("logout", "--server", address)).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(cli.err())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("redfire: forgotten here, but the session goes on at the server");
    assertThat(credentials()).content().isEmpty();
  }

  @Test
  void aProfileIsChanged() {
    Shell cli = cli();
    assertThat(cli.run("profile", "--display-name", "Alice in Chains")).isZero();
    assertThat(cli.out()).contains("Alice in Chains");
    assertThat(cli().run("profile")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatPassesOnlyByDoingSomethingSaysWhat() {
    server.refuse(
        ScriptedServer.failure(Code.RESOURCE_EXHAUSTED, "TOO_MANY_ROOMS", "too many rooms"));
    Shell cli = cli();
    assertThat(cli.run("room", "join", "lounge")).isEqualTo(ExitCode.OTHER);
    assertThat(cli.err())
        .containsExactly("redfire: too many rooms (leave one: redfire room leave ROOM)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kick", "ban", "unban", "mute", "unmute"})
  void eachWayToKeepOrderTellsItsOwn(String how) {
    CliRun ofRoom = new CliRun();
    CliRun ofAdmin = new CliRun();
    assertThat(ofRoom.run("room", how, "--help")).isZero();
    assertThat(ofAdmin.run("admin", "room", how, "--help")).isZero();
    String expected =
        switch (how) {
          case "kick" -> "it may join again";
          case "ban" -> "neither read nor join";
          case "unban" -> "Ends a ban";
          case "mute" -> "read and not write";
          default -> "write again";
        };
    assertThat(ofRoom.out().replaceAll("\\s+", " ")).contains(expected);
    assertThat(ofAdmin.out().replaceAll("\\s+", " ")).contains(expected);
  }

  @Test
  void logoutEndsTheSessionAndForgetsIt() {
    assertThat(cli().run("logout")).isZero();
    assertThat(server.loggedIn()).isZero();
    assertThat(credentials()).isEmptyFile();
    Shell cli = cli();
    assertThat(cli.run("logout")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(cli.err()).containsExactly("redfire: nobody is logged in here");
  }

  @Test
  void displayNamesTitlesReasonsAndDevicesAreHarmless() {
    server.displayName(NASTY);
    assertThat(cli().typing("correct horse").run("login", "alice")).isZero();
    Shell who = cli();
    who.run("whoami");
    assertThat(who.out()).isEqualTo("alice  " + HARMLESS + "\n");

    RoomRules rules = RoomRules.newBuilder().setTitle(NASTY).setTopic(NASTY).build();
    server.room(Room.newBuilder().setName("lounge").setRules(rules).build());
    Shell set = cli();
    assertThat(set.run("room", "set", "lounge", "--title", "x")).isZero();
    assertThat(set.out())
        .contains("title      " + HARMLESS + "\n")
        .contains("topic      " + HARMLESS + "\n");

    server.session(AccountSession.newBuilder().setId("s1").setName(NASTY).setCurrent(true).build());
    Shell sessions = cli();
    sessions.run("sessions");
    assertThat(sessions.out()).isEqualTo("s1 *  does not end  session  " + HARMLESS + "\n");
  }

  @Test
  void tokensAreToldOnce() {
    Shell cli = cli();
    assertThat(cli.run("token", "create", "bot", "--scope", "read,write", "--lifetime", "30d"))
        .isZero();
    assertThat(cli.out()).isEqualTo("secret-of-a-bot\n");
    CreateTokenRequest request = asked(CreateTokenRequest.class);
    assertThat(request.getName()).isEqualTo("bot");
    assertThat(request.getScopesList()).containsExactly(Scope.SCOPE_READ, Scope.SCOPE_WRITE);
    assertThat(request.getLifetime().getSeconds()).isEqualTo(30 * 24 * 3600);
  }

  @Test
  void roomsAreCreatedAndShown() {
    Shell cli = cli();
    assertThat(cli.run("room", "create", "lounge", "--kind", "private", "--title", "The lounge"))
        .isZero();
    assertThat(cli.out())
        .isEqualTo("lounge\nkind       private\ntitle      The lounge\nentries    none\n");
  }

  @Test
  void onlyWhatIsGivenIsChanged() {
    assertThat(
            cli().run("room", "set", "lounge", "--no-archive", "--slow-mode", "30s", "--topic", ""))
        .isZero();
    UpdateRoomRequest request = asked(UpdateRoomRequest.class);
    assertThat(request.getId()).hasSize(36);
    assertThat(request.hasArchived()).isTrue();
    assertThat(request.getArchived()).isFalse();
    assertThat(request.getSlowMode().getSeconds()).isEqualTo(30);
    assertThat(request.hasTopic()).isTrue();
    assertThat(request.hasTitle()).isFalse();
    assertThat(request.hasRetain()).isFalse();
    assertThat(request.hasKind()).isFalse();
    assertThat(cli().run("room", "set", "lounge", "--archive")).isZero();
    assertThat(asked(UpdateRoomRequest.class).getArchived()).isTrue();
  }

  @Test
  void membersAreModeratedWithTimeAndReason() {
    assertThat(cli().run("room", "mute", "lounge", "bob", "--for", "10m", "--reason", "too loud"))
        .isZero();
    ModerateMemberRequest request = asked(ModerateMemberRequest.class);
    assertThat(request.getAction()).isEqualTo(MembershipAction.MEMBERSHIP_ACTION_MUTED);
    assertThat(request.getUser()).isEqualTo("bob");
    assertThat(request.getLifetime().getSeconds()).isEqualTo(600);
    assertThat(request.getReason()).isEqualTo("too loud");
    assertThat(cli().run("room", "kick", "lounge", "bob", "--for", "10m"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void membersArePrintedPageByPage() {
    server.member(Member.newBuilder().setUser("alice").setRole(Role.ROLE_OWNER).build());
    server.member(
        Member.newBuilder()
            .setUser("bob")
            .setRole(Role.ROLE_READ_ONLY)
            .setMutedUntil(Timestamp.newBuilder().setSeconds(253402300799L))
            .build());
    server.member(Member.newBuilder().setUser("carol").setInvited(true).build());
    Shell cli = cli();
    assertThat(cli.run("room", "members", "lounge")).isZero();
    assertThat(cli.out())
        .isEqualTo("alice  owner\nbob  read-only  muted until lifted\ncarol  invited\n");
  }

  @Test
  void theInboxIsATable() {
    Entry.Builder last = Entry.newBuilder().setFrom("bob");
    last.getMessageBuilder().setText("hi @alice\nsecond line");
    server.inbox(inbox("@alice,bob", 3).setMentioned(true).setLastMessage(last).build());
    server.inbox(inbox("lounge", 0).build());
    Shell cli = cli();
    assertThat(cli.run("inbox")).isZero();
    assertThat(cli.out())
        .isEqualTo(
            """
            @alice,bob      3 @  bob: hi @alice
            lounge          0
            """);
  }

  @Test
  void theInboxCountsMentions() {
    server.inbox(inbox("den", 7).setMentioned(true).setMentionCount(2).build());
    server.inbox(inbox("lounge", 500).setMentioned(true).setMentionCount(100).build());
    Shell cli = cli();
    assertThat(cli.run("inbox")).isZero();
    assertThat(cli.out()).isEqualTo("den         7 @2\nlounge    500 @99+\n");
    Shell json = cli();
    assertThat(json.run("inbox", "--json")).isZero();
    assertThat(json.out()).contains("\"mention_count\":2,");
  }

  @Test
  void presenceIsPrintedAndShown() {
    server.presence(
        Presence.newBuilder()
            .setUser("bob")
            .setState(PresenceState.PRESENCE_STATE_AWAY)
            .setSince(Timestamp.newBuilder().setSeconds(1_795_950_000))
            .build());
    server.presence(
        Presence.newBuilder()
            .setUser("carol")
            .setState(PresenceState.PRESENCE_STATE_OFFLINE)
            .build());
    Shell cli = cli();
    assertThat(cli.run("presence", "bob", "carol")).isZero();
    assertThat(cli.out()).startsWith("bob  away  since 2026-").endsWith("\ncarol  offline\n");
    Shell json = cli();
    assertThat(json.run("presence", "--json", "bob", "carol")).isZero();
    assertThat(json.out())
        .startsWith("{\"user\":\"bob\",\"state\":\"away\",\"since\":\"2026-")
        .endsWith("{\"user\":\"carol\",\"state\":\"offline\",\"since\":null}\n");
    Shell self = cli();
    assertThat(self.run("presence", "--show", "away")).isZero();
    assertThat(self.out()).isEqualTo("alice  away\n");
    assertThat(cli().run("presence")).isEqualTo(ExitCode.USAGE);
    assertThat(cli().run("presence", "--show", "busy")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void receiptsArePrintedPageByPage() {
    Receipt.Builder alice = Receipt.newBuilder().setRoom("den").setUser("alice").setReadSeq(44);
    server.receipt(alice.setDeliveredSeq(44).build());
    server.receipt(alice.setUser("b\u202eob").setReadSeq(40).build());
    Shell cli = cli();
    assertThat(cli.run("receipts", "den")).isZero();
    assertThat(cli.out())
        .isEqualTo("alice  read 44  delivered 44\nb\\u202eob  read 40  delivered 44\n");
    Shell json = cli();
    assertThat(json.run("receipts", "den", "--json")).isZero();
    assertThat(json.out())
        .startsWith("{\"room\":\"den\",\"user\":\"alice\",\"delivered_seq\":44,\"read_seq\":44}\n");
  }

  private static InboxRoom.Builder inbox(String room, long unread) {
    return InboxRoom.newBuilder()
        .setRoom(Room.newBuilder().setName(room))
        .setRole(Role.ROLE_MEMBER)
        .setUnread(unread);
  }

  @Test
  void dmTalksInTheRoomOfTheTwo() {
    server.chat().say("@alice,bob", "bob", "hello");
    Shell cli = cli().stdin("hello yourself");
    assertThat(cli.run("dm", "bob")).isZero();
    assertThat(server.chat().log("@alice,bob").texts()).containsExactly("hello", "hello yourself");
    assertThat(cli.out()).contains("bob  hello");
  }

  @Test
  void refusalsOfARoomHaveTheirCodes() {
    server.refuse(ScriptedServer.failure(Code.PERMISSION_DENIED, "NOT_PERMITTED", "not you"));
    Shell cli = cli();
    assertThat(cli.run("room", "kick", "lounge", "bob")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(cli.err()).containsExactly("redfire: not you");
    server.refuse(ScriptedServer.failure(Code.NOT_FOUND, "ROOM_NOT_FOUND", "no such room"));
    assertThat(cli().run("room", "members", "lounge")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void administratorsChangeAnyRoom() {
    assertThat(cli().run("admin", "room", "set", "lounge", "--title", "New")).isZero();
    assertThat(server.asked().toString()).contains("update {").contains("title: \"New\"");
  }

  @Test
  void anExportIsTheLinesAndNothingElse() {
    Shell cli = cli();
    assertThat(cli.run("admin", "export", "lounge")).isZero();
    assertThat(cli.out()).isEqualTo("{\"room\":\"lounge\"}\n{\"seq\":1}\n{\"seq\":2}\n");
    assertThat(cli().run("admin", "export", "broken")).isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void anImportSendsAllLinesInPiecesThatFit() {
    String line = "{\"text\":\"" + "好".repeat(1000) + "\"}\n";
    String all = line.repeat(500);
    Shell cli = cli().stdin(all);
    assertThat(cli.run("admin", "import", "lounge")).isZero();
    assertThat(cli.out()).isEqualTo("499\n");
    assertThat(server.imported()).isEqualTo(all);
    assertThat(server.asked()).allMatch(request -> request.getSerializedSize() <= (33 << 10));
    assertThat(server.asked()).hasSizeGreaterThan(40);
    assertThat(cli().stdin(all).run("admin", "import", "full")).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "room",
        "room create lounge",
        "room create lounge --kind open",
        "room create @a,b --kind public",
        "room join",
        "room set lounge",
        "room set lounge --retain -1",
        "room role lounge bob king",
        "room mute lounge bob --for ever",
        "room invite-code lounge --uses 0",
        "room show @a,b,c",
        "token create bot",
        "token create bot --scope everything",
        "read lounge 0",
        "read lounge --back",
        "edit lounge x y",
        "edit lounge 1",
        "erase lounge",
        "login",
        "login alice --password secret",
        "login alice --password-stdin --password-file x",
        "passwd --password-file x",
        "admin",
        "admin revoke bob",
        "admin revoke bob s1 --all",
        "admin erase-messages bob",
      })
  void wrongUsageEndsWith2AndOneLine(String line) {
    CliRun run = new CliRun().environment(environment());
    assertThat(run.run(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasSize(1).first().asString().startsWith("redfire: ");
    assertThat(server.authorizations()).isEmpty();
  }
}
