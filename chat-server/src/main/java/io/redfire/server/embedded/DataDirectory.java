package io.redfire.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that an embedded Redis keeps everything in, held by this server alone until closed.
 *
 * <p>The directory is made for the owner only; one that is there already is left as it is, but what
 * is written into it is for the owner only.
 */
final class DataDirectory implements AutoCloseable {
  static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
  static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is missing, and takes it.
   *
   * @throws EmbeddedRedisException if it cannot be used or another server holds it
   */
  static DataDirectory take(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      make(path);
      FileChannel lock =
          FileChannel.open(
              path.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(SECRET));
      if (!locked(lock)) {
        throw new EmbeddedRedisException(
            "--data-dir: '"
                + path
                + "' is in use by another redfire-server (expected: stop that one, or name another"
                + " directory with --data-dir, or share its Redis with --redis)");
      }
      return new DataDirectory(path, lock);
    } catch (IOException e) {
      throw new EmbeddedRedisException("--data-dir: '" + path + "' cannot be used", e);
    }
  }

  private static void make(Path path) throws IOException {
    @Nullable Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWN));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw e;
      }
      if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new EmbeddedRedisException(
            "--data-dir: '"
                + path
                + "' may be written by every user (expected: a directory of your own, mode 700)");
      }
    }
  }

  /**
   * A lock of the kernel, gone with the process however it ends.
   *
   * <p>The channel stays open where this same process holds the lock already: closing any channel
   * of the file would let go of the lock that the other one has.
   */
  private static boolean locked(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return true;
      }
      channel.close();
      return false;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The absolute path. */
  Path path() {
    return path;
  }

  Path file(String name) {
    return path.resolve(name);
  }

  /** The text of a file in here, without the white space around it; empty where it is missing. */
  Optional<String> read(String name) throws IOException {
    Path file = file(name);
    return Files.exists(file)
        ? Optional.of(Files.readString(file, UTF_8).strip())
        : Optional.empty();
  }

  /** Writes a text for the owner's eyes only, whole or not at all. */
  void write(String name, String text) throws IOException {
    write(name, text.getBytes(UTF_8), SECRET);
  }

  /** Writes a file, whole or not at all, never with more permissions than given. */
  void write(String name, byte[] bytes, Set<PosixFilePermission> permissions) throws IOException {
    Path fresh = file(name + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Lets another server take the directory. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new EmbeddedRedisException("--data-dir: '" + path + "' cannot be let go", e);
    }
  }
}
