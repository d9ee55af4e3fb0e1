package io.redfire.cli;

import io.redfire.client.ServerAddress;
import io.redfire.tls.OwnersFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The file that remembers who is logged in where: a line for each server, {@code HOST:PORT USER
 * TOKEN}, and {@code tls} behind it where the login was made by TLS. For one thread; another
 * process sees the old file or the new one, and waits with a change of its own for this one.
 *
 * <p>Only its owner may read it: it is made so, and refused where it is not so any more.
 */
final class LoginFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String BY_TLS = "tls";

  private final Optional<Path> path;

  /**
   * @param environment tells where: {@code XDG_CONFIG_HOME}, else {@code HOME}
   */
  LoginFile(Map<String, String> environment) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    Optional<Path> base = Optional.empty();
    if (Path.of(config).isAbsolute()) {
      base = Optional.of(Path.of(config));
    } else if (!home.isEmpty()) {
      base = Optional.of(Path.of(home, ".config"));
    }
    this.path = base.map(directory -> directory.resolve("redfire").resolve("credentials"));
  }

  /** The login at the first of these servers that has one: named together, they are one Redfire. */
  Optional<Login> find(List<ServerAddress> servers) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Login> logins = read(path.get());
    return servers.stream()
        .map(server -> Optional.ofNullable(logins.get(server.toString())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Makes sure that a login could be kept, before there is one.
   *
   * @throws Failure if it could not
   */
  void prepare() {
    Path file = file();
    read(file);
    try {
      Path directory = directoryOf(file);
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directoryOf(directory));
        createDirectory(directory);
      }
      if (!Files.isWritable(directory)) {
        throw wrong(directory, "cannot be written to (expected: a directory of one's own)");
      }
    } catch (IOException e) {
      throw wrong(file, "cannot be made (" + e.getClass().getSimpleName() + ")");
    }
  }

  void put(List<ServerAddress> servers, Login login) {
    change(
        file(),
        logins -> {
          servers.forEach(server -> logins.put(server.toString(), login));
          return true;
        });
  }

  /** Forgets the login that this token is of, at all servers. */
  void forget(String token) {
    if (path.isPresent() && Files.exists(path.get())) {
      change(path.get(), logins -> logins.values().removeIf(login -> login.token().equals(token)));
    }
  }

  /**
   * Reads, changes and writes while no other process does. What is locked is a file of its own,
   * since each writing puts another in the place of the one with the logins.
   *
   * @param change returns whether anything is to be written
   */
  private void change(Path file, Predicate<Map<String, Login>> change) {
    Path lock = directoryOf(file).resolve("credentials.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      Map<String, Login> logins = read(file);
      if (held.isValid() && change.test(logins)) {
        write(logins);
      }
    } catch (IOException e) {
      throw wrong(file, "cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  private Path file() {
    return path.orElseThrow(
        () ->
            new Failure(
                ExitCode.OTHER,
                "there is no place to remember a login in (expected: the variable HOME or"
                    + " XDG_CONFIG_HOME)"));
  }

  private static Map<String, Login> read(Path file) {
    Map<String, Login> logins = new LinkedHashMap<>();
    try {
      if (OwnersFile.isOpenToOthers(file)) {
        throw wrong(file, "holds tokens and is open to other users (expected: chmod 600)");
      }
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", -1);
        boolean byTls = words.length == 4 && words[3].equals(BY_TLS);
        if (words.length != 3 && !byTls) {
          throw wrong(file, "has a line that is no login (expected: HOST:PORT USER TOKEN)");
        }
        logins.put(words[0], new Login(words[1], words[2], byTls));
      }
    } catch (NoSuchFileException e) {
      return logins;
    } catch (IOException e) {
      throw wrong(file, "is not a file that can be read");
    }
    return logins;
  }

  private void write(Map<String, Login> logins) {
    Path file = file();
    List<String> lines = new ArrayList<>();
    logins.forEach((server, login) -> lines.add(line(server, login)));
    try {
      // A temporary file of Java's own making is its owner's alone.
      Path fresh = Files.createTempFile(directoryOf(file), "credentials", null);
      try {
        Files.write(fresh, lines);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw wrong(file, "cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static String line(String server, Login login) {
    String line = server + " " + login.user() + " " + login.token();
    return login.byTls() ? line + " " + BY_TLS : line;
  }

  private static void createDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(directory, OWNERS_DIRECTORY);
    } else {
      Files.createDirectory(directory);
    }
  }

  private static Path directoryOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static Failure wrong(Path file, String how) {
    return new Failure(ExitCode.OTHER, "'" + file + "' " + how);
  }
}
