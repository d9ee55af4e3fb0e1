package io.redfire.server;

import io.redfire.core.log.RoomName;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisAddress.Endpoint;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.embedded.EmbeddedRedis;
import io.redfire.server.embedded.ShellWord;
import io.redfire.server.settings.ListenAddress;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the server prints once it serves: where it is, and the commands to go on with. */
final class Banner {
  static final RoomName ROOM = new RoomName("chat");

  private Banner() {}

  static void print(
      PrintStream out,
      ListenAddress listening,
      boolean tls,
      RedisAddress redis,
      Endpoint holder,
      Optional<EmbeddedRedis> embedded,
      String metrics,
      String hooks,
      String prefix,
      String entry) {
    out.println("Redfire " + ChatNode.version() + " listens on " + listening);
    out.println(
        "Redis    "
            + redis
            + embedded
                .map(
                    own ->
                        ", its own ("
                            + own.version()
                            + ", "
                            + own.origin()
                            + "), data in "
                            + own.directory())
                .orElse(""));
    if (!metrics.isEmpty()) {
      out.println("Metrics  " + metrics);
    }
    if (!hooks.isEmpty()) {
      out.println("Hooks    " + hooks);
    }
    out.println("Entry    " + entry);
    out.println(
        "Join     "
            + client()
            + " chat "
            + server(listening, tls)
            + " --as YOUR_NAME --room "
            + ROOM);
    String list = prefix + ROOM;
    out.println(
        "History  " + embedded.map(own -> own.redisCliLine(list)).orElse(cli(redis, holder, list)));
    out.flush();
  }

  /**
   * Who is let in. Where a server that only this machine reaches lets in more than whoever has an
   * account, it says that it counts on that: behind a proxy it would be open to everybody.
   */
  static String entry(AccountSettings accounts, ListenAddress listen) {
    String who =
        (accounts.guests() ? "guests and accounts; " : "accounts; ")
            + (accounts.openRegistration() ? "everybody may register" : "a code is needed for one");
    boolean open = accounts.guests() || accounts.openRegistration();
    return open && listen.isLoopback()
        ? who + " (from this machine only; behind a proxy see docs/operations.md#security)"
        : who;
  }

  /**
   * How to become the first administrator. It goes where the banner goes, and into no log; and the
   * code not into the command, which every user of a machine can see in its list of processes.
   */
  static void firstAdmin(PrintStream out, ListenAddress listening, boolean tls, OneTimeCode code) {
    out.println(
        "First administrator: " + client() + " register NAME --code " + server(listening, tls));
    out.println("  and, when it asks for the code: " + code.text());
    out.flush();
  }

  /**
   * Which server, for a client on this machine. Whoever connects by TLS has to do so by a name that
   * the certificate has; and nobody can connect to all addresses at once.
   */
  private static String server(ListenAddress listening, boolean tls) {
    ListenAddress reached =
        tls
            ? new ListenAddress("ITS_NAME", listening.port())
            : listening.isAny() ? new ListenAddress("localhost", listening.port()) : listening;
    return "--server " + reached + (tls ? " --tls" : "");
  }

  /** Reads the list at the server that holds it now. */
  private static String cli(RedisAddress redis, Endpoint holder, String list) {
    StringBuilder line = new StringBuilder("redis-cli");
    if (holder instanceof RedisAddress.Tcp tcp) {
      line.append(" -h ").append(ShellWord.of(tcp.host())).append(" -p ").append(tcp.port());
      line.append(tcp.tls() ? " --tls" : "");
    } else if (holder instanceof RedisAddress.UnixSocket socket) {
      line.append(" -s ").append(ShellWord.of(socket.path().toString()));
    }
    if (redis.database() != 0) {
      line.append(" -n ").append(redis.database());
    }
    redis.user().ifPresent(user -> line.append(" --user ").append(ShellWord.of(user)));
    if (redis.password().isPresent()) {
      line.append(" --askpass");
    }
    return line + " --raw lrange " + ShellWord.of(list) + " 0 -1";
  }

  /** The client stands beside the server in a build, and under its own name elsewhere. */
  private static String client() {
    try {
      Path here = Path.of(Banner.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path built = here.resolveSibling("../../chat-client-cli/target/redfire.jar").normalize();
      if (Files.exists(built)) {
        Path relative = Path.of("").toAbsolutePath().relativize(built);
        boolean shorter = relative.toString().length() < built.toString().length();
        return "java -jar " + ShellWord.of((shorter ? relative : built).toString());
      }
    } catch (URISyntaxException notAFile) {
      // Then the name alone must do.
    }
    return "java -jar redfire.jar";
  }
}
