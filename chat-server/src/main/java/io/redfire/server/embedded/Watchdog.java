package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that runs Redis under the shell script {@code watchdog.sh}.
 *
 * <p>The script gets a session of its own where the machine has a way to make one, so that Ctrl-C
 * in the terminal, which signals the server's whole process group, does not stop Redis while the
 * server still finishes its work.
 */
final class Watchdog {
  private static final List<List<String>> OWN_SESSION =
      List.of(
          List.of("setsid"),
          List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV"));

  private final SearchPath searchPath;

  Watchdog(SearchPath searchPath) {
    this.searchPath = searchPath;
  }

  /** The command that runs the program with the configuration until its standard input ends. */
  List<String> command(RedisProgram program, Path configuration, Path log) {
    List<String> command = new ArrayList<>(ownSession());
    command.addAll(List.of("/bin/sh", "-c", script(), "redfire-watchdog"));
    command.addAll(
        List.of(program.executable().toString(), configuration.toString(), log.toString()));
    return command;
  }

  private List<String> ownSession() {
    for (List<String> way : OWN_SESSION) {
      List<Path> files = searchPath.all(way.get(0));
      if (!files.isEmpty()) {
        List<String> command = new ArrayList<>(way);
        command.set(0, files.get(0).toString());
        return command;
      }
    }
    return List.of();
  }

  private static String script() {
    try {
      return Resources.toString(Resources.getResource(Watchdog.class, "watchdog.sh"), UTF_8);
    } catch (IOException e) {
      throw new EmbeddedRedisException("this build has no watchdog in it", e);
    }
  }
}
