package io.redfire.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redfire.client.ChannelFactory;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.AccountSettings;
import io.redfire.server.ChatNode;
import io.redfire.server.NodeSettings;
import io.redfire.testing.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What administrators do from a terminal, at a server that lets nobody register without a code. */
@Timeout(120)
class AdminCommandsTest {
  private static final String PASSWORD = "correct horse";
  private static final String OTHER_PASSWORD = "battery staple";

  @TempDir private Path directory;
  private ChatNode node;
  private Shell root;
  private Shell alice;

  @BeforeEach
  void start() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    node =
        new ChatNode(
                anyPort,
                TestRedis.shared().connections(),
                new RedisKeys(TestRedis.newPrefix()),
                NodeSettings.OPEN.admitting(new AccountSettings(true, false, Optional.empty())))
            .start();
    root = new Shell("root");
    root.register(node.firstAdmin().orElseThrow().text());
    alice = new Shell("alice");
    alice.register(root.prints("admin", "create-user", "alice").strip());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void usersAreListedToAdministratorsOnly() {
    assertThat(root.prints("admin", "users").lines())
        .containsExactlyInAnyOrder("alice", "root (admin)");
    assertThat(root.prints("admin", "users", "--prefix", "al", "--json").lines())
        .singleElement()
        .asString()
        .contains("\"user\":\"alice\"", "\"admin\":false", "\"disabled\":false");
    assertThat(alice.run("admin", "users")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(alice.out()).isEmpty();
  }

  @Test
  void aCodeMakesOneAccountOfThatName() {
    String code = root.prints("admin", "create-user", "bob", "--lifetime", "1h").strip();
    Shell carol = new Shell("carol");
    assertThat(carol.registers(code)).isNotZero();
    new Shell("bob").register(code);
    assertThat(root.run("admin", "create-user", "bob")).isNotZero();
    assertThat(root.prints("admin", "users").lines()).contains("bob").doesNotContain("carol");
  }

  @Test
  void whoIsDisabledIsOutUntilEnabled() {
    assertThat(root.prints("admin", "disable", "alice")).isEqualTo("alice (disabled)\n");
    assertThat(alice.run("whoami")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(alice.logsIn(PASSWORD)).isEqualTo(ExitCode.NOT_PERMITTED);

    assertThat(root.prints("admin", "enable", "alice")).isEqualTo("alice\n");
    assertThat(alice.logsIn(PASSWORD)).isZero();
    assertThat(alice.prints("whoami")).contains("alice");
  }

  @Test
  void administratorsAreMadeAndUnmadeButNotTheLastOne() {
    assertThat(root.prints("admin", "make-admin", "alice")).isEqualTo("alice (admin)\n");
    assertThat(alice.run("admin", "users")).isZero();
    assertThat(root.prints("admin", "make-admin", "alice", "--undo")).isEqualTo("alice\n");
    assertThat(alice.run("admin", "users")).isEqualTo(ExitCode.NOT_PERMITTED);

    assertThat(root.run("admin", "make-admin", "root", "--undo")).isNotZero();
    assertThat(root.prints("admin", "users")).contains("root (admin)");
  }

  @Test
  void aPasswordThatIsResetIsTheOnlyOne() {
    assertThat(
            root.typing(OTHER_PASSWORD + "\n")
                .run("admin", "reset-password", "alice", "--password-stdin"))
        .isZero();
    assertThat(alice.run("whoami")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(alice.logsIn(PASSWORD)).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(alice.logsIn(OTHER_PASSWORD)).isZero();
  }

  @Test
  void sessionsAreRevokedOneByOneOrAllTogether() {
    Shell other = new Shell("alice", "phone");
    assertThat(other.logsIn(PASSWORD)).isZero();
    String own = session(alice.prints("sessions", "list", "--json"));
    assertThat(root.prints("admin", "sessions", "alice").lines()).hasSize(2);

    assertThat(root.run("admin", "revoke", "alice", own)).isZero();
    assertThat(alice.run("whoami")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(other.run("whoami")).isZero();

    assertThat(root.run("admin", "revoke", "alice", "--all")).isZero();
    assertThat(other.run("whoami")).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(root.prints("admin", "sessions", "alice")).isEmpty();
  }

  /** The id of the session that asks. */
  private static String session(String json) {
    String own = json.lines().filter(line -> line.contains("\"current\":true")).findFirst().get();
    Matcher id = Pattern.compile("\"session\":\"([^\"]+)\"").matcher(own);
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  @Test
  void allRoomsAreListedHiddenOnesToo() {
    assertThat(alice.run("room", "create", "den", "--kind", "private")).isZero();
    awaitListed("den");
    assertThat(root.prints("rooms", "--json")).doesNotContain("\"den\"");
  }

  /** A room is listed a moment after the first entry of it. */
  private void awaitListed(String room) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(root.prints("admin", "rooms", "--json")).contains("\"" + room + "\""));
  }

  @Test
  void anAnnouncementIsReadByEveryone() {
    assertThat(root.prints("admin", "announce", "Redis", "is", "down", "at", "noon"))
        .containsPattern("^[0-9]+\n$");
    assertThat(alice.prints("history", "--room", "announcements", "--text"))
        .contains("Redis is down at noon");
    assertThat(alice.run("send", "me too", "--room", "announcements")).isNotZero();
  }

  @Test
  void messagesOfAUserAreErasedInARoomOrInAll() {
    for (String room : List.of("chat", "chat", "market")) {
      assertThat(alice.run("send", "from alice", "--room", room)).isZero();
    }
    assertThat(root.run("send", "from root", "--room", "chat")).isZero();

    assertThat(root.prints("admin", "erase-messages", "alice", "--room", "chat").lines())
        .containsExactly("chat 2");
    assertThat(root.prints("history", "--room", "chat", "--text"))
        .contains("from root")
        .doesNotContain("from alice");
    assertThat(root.prints("history", "--room", "market", "--text")).contains("from alice");

    awaitListed("market");
    assertThat(root.prints("admin", "erase-messages", "alice", "--all-rooms").lines())
        .contains("market 1");
    assertThat(root.prints("history", "--room", "market", "--text")).doesNotContain("from alice");
  }

  /** The program of one user, with a configuration of its own. For one thread. */
  private final class Shell {
    private final String user;
    private final Map<String, String> environment;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> err = new ArrayList<>();
    private String typed = "";

    Shell(String user) {
      this(user, "laptop");
    }

    Shell(String user, String device) {
      this.user = user;
      this.environment =
          Map.of("XDG_CONFIG_HOME", directory.resolve(user + "-" + device).toString());
    }

    /** What the next command reads on standard input. */
    Shell typing(String lines) {
      typed = lines;
      return this;
    }

    int run(String... words) {
      out.reset();
      err.clear();
      World world =
          new World(
              new ByteArrayInputStream(typed.getBytes(UTF_8)),
              new Stdout(out, false),
              new Notes(err::add),
              ChannelFactory.plaintext(),
              false,
              false,
              environment,
              PasswordPrompt.NOBODY);
      typed = "";
      String[] all =
          Stream.concat(Stream.of(words), Stream.of("--server", "127.0.0.1:" + node.port()))
              .toArray(String[]::new);
      return RedfireCli.run(world, all);
    }

    /** What a command prints that goes well. */
    String prints(String... words) {
      assertThat(run(words)).as("%s", err).isZero();
      return out();
    }

    String out() {
      return out.toString(UTF_8);
    }

    int registers(String code) {
      return typing(PASSWORD + "\n").run("register", user, "--code", code, "--password-stdin");
    }

    void register(String code) {
      assertThat(registers(code)).as("%s", err).isZero();
    }

    int logsIn(String password) {
      return typing(password + "\n").run("login", user, "--password-stdin");
    }
  }
}
