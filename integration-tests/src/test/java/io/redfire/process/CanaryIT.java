package io.redfire.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import io.redfire.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One text, one password and one token of a kind, told to a server and to clients as people tell
 * them. All that these processes write, files and outputs, is looked through afterwards: each
 * stands where it has to, and nowhere else.
 */
class CanaryIT {
  private static final String PASSWORD = "canary-password-7d1f";
  private static final String WRONG = "canary-password-93ab";
  private static final String TEXT = "canary-text-51c2";

  @TempDir Path directory;

  @Test
  void whatIsSecretStandsWhereItHasToAndNowhereElse() throws Exception {
    Path shown = made("shown");
    Path quiet = made("quiet");
    Path secrets = made("secrets");
    Path config = made("config");
    Path password = secret(secrets.resolve("password"), PASSWORD);
    Path wrong = secret(secrets.resolve("wrong"), WRONG);
    String code;
    String apiToken;
    try (RunningServer server =
        new RunningServer(
            made("server"),
            "--log-level",
            "debug",
            "--data-dir",
            directory.resolve("data").toString())) {
      Shell shell = new Shell(server.address(), config);
      code = firstAdminCode(server);

      shell.does(quiet, "register", "root", "--code", code, "--password-file", password.toString());
      shell.does(quiet, "send", TEXT);
      shell.does(quiet, "edit", "chat", "1", TEXT + " again");
      shell.does(quiet, "admin", "announce", TEXT);
      assertThat(shell.does(shown, "history", "--text")).contains(TEXT);
      assertThat(shell.does(shown, "tail", "--since", "start")).contains(TEXT);
      assertThat(shell.does(shown, "admin", "export", "chat")).contains(TEXT);
      apiToken = shell.does(shown, "token", "create", "bot", "--scope", "read,write").strip();
      Path token = secret(secrets.resolve("token"), apiToken);
      shell.does(quiet, "send", TEXT, "--token-file", token.toString());
      shell.fails(
          ExitCode.NOT_PERMITTED, quiet, "login", "root", "--password-file", wrong.toString());
      shell.fails(ExitCode.USAGE, quiet, "send", TEXT.repeat(1000));
      shell.fails(ExitCode.NOT_PERMITTED, quiet, "send", TEXT, "--token-file", wrong.toString());
      shell.fails(
          ExitCode.NOT_PERMITTED,
          quiet,
          "admin",
          "create-user",
          "root",
          "--token-file",
          token.toString());

      server.program().kill9();
      shell.fails(ExitCode.UNREACHABLE, quiet, "send", TEXT, "--timeout", "1");
      server.startAgain();
      shell.does(quiet, "send", TEXT);
      server.program().terminate();
      assertThat(server.program().end()).isZero();
    }
    String session =
        Files.readString(config.resolve("redfire/credentials")).strip().split(" ", 3)[2];

    Map<String, List<String>> found =
        Map.of(
            "password", containing(PASSWORD),
            "wrong password", containing(WRONG),
            "text", containing(TEXT),
            "code", containing(code),
            "session's token", containing(session),
            "API token", containing(apiToken));

    assertThat(found.get("password")).containsExactly("secrets");
    assertThat(found.get("wrong password")).containsExactly("secrets");
    // Nobody else could tell it to the first administrator.
    assertThat(found.get("code")).containsExactly("server");
    assertThat(found.get("session's token")).containsExactly("config");
    assertThat(found.get("API token")).containsExactly("secrets", "shown");
    // Redis keeps what was said; what clients were asked to show, they show.
    assertThat(found.get("text")).containsExactly("data", "shown");
  }

  /** The server shows it last, after it serves. */
  private static String firstAdminCode(RunningServer server) {
    String before = "  and, when it asks for the code: ";
    server.program().awaitOut(out -> out.contains(before) && out.endsWith("\n"));
    return server.printed(before);
  }

  /** Which of the folders hold a file with this in it, in the order of their names. */
  private List<String> containing(String canary) throws IOException {
    Map<String, Boolean> folders = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String folder = directory.relativize(file).getName(0).toString();
        boolean holds = new String(Files.readAllBytes(file), ISO_8859_1).contains(canary);
        folders.merge(folder, holds, Boolean::logicalOr);
      }
    }
    assertThat(folders.keySet())
        .containsExactly("config", "data", "quiet", "secrets", "server", "shown");
    return folders.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  private Path made(String folder) throws IOException {
    return Files.createDirectory(directory.resolve(folder));
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }

  /** The program of somebody whose configuration is in that folder, at that server. */
  private record Shell(String server, Path config) {
    /** Runs a command that goes well, with its outputs in that folder; what it prints. */
    String does(Path outputs, String... words) {
      try (Program program = start(outputs, words)) {
        assertThat(program.end()).as(program.toString()).isZero();
        return program.out();
      }
    }

    void fails(int code, Path outputs, String... words) {
      try (Program program = start(outputs, words)) {
        assertThat(program.end()).as(program.toString()).isEqualTo(code);
        assertThat(program.err()).as("it says why").isNotBlank();
      }
    }

    private Program start(Path outputs, String... words) {
      List<String> command = new ArrayList<>(List.of("env", "XDG_CONFIG_HOME=" + config));
      command.addAll(
          Program.java(
              "redfire.cli.jar",
              ObjectArrays.concat(words, new String[] {"--server", server}, String.class)));
      return Program.start(outputs, command);
    }
  }
}
