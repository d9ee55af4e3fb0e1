package io.redfire.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of an index, held by this server alone until it is closed.
 *
 * <p>It bears a mark. Without one nothing in a directory is ever touched, and nothing is removed
 * but under the lock, so that neither another program nor another server loses what it has.
 */
final class IndexFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFiles.class);
  private static final String TEMPORARY = "redfire-search-";
  private static final String MARK = "redfire-search-index";
  private static final String LOCK = "redfire.lock";

  private final Directory directory;
  private final Lock lock;

  private IndexFiles(Directory directory, Lock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is missing, and takes it.
   *
   * @throws IOException where it cannot be written, holds something else, or another server has it
   */
  static IndexFiles take(Path path) throws IOException {
    make(path);
    if (!isMarked(path) && !isEmpty(path)) {
      throw new IOException(
          "'"
              + path
              + "' holds what is no search index of this server (expected: an empty directory)");
    }
    Directory directory = FSDirectory.open(path);
    boolean isTaken = false;
    try {
      Lock lock = directory.obtainLock(LOCK);
      try {
        mark(path);
      } catch (IOException unwritable) {
        lock.close();
        throw unwritable;
      }
      isTaken = true;
      return new IndexFiles(directory, lock);
    } catch (LockObtainFailedException held) {
      throw new IOException("another server has '" + path + "'", held);
    } finally {
      if (!isTaken) {
        directory.close();
      }
    }
  }

  /** For the owner only: it holds the words of rooms that others may not read. */
  private static void make(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }

  private static void mark(Path path) throws IOException {
    if (!isMarked(path)) {
      Files.writeString(
          path.resolve(MARK),
          "The search index of a Redfire server. While none runs on it, it may be deleted.\n",
          UTF_8);
    }
  }

  private static boolean isMarked(Path path) {
    return Files.isRegularFile(path.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
  }

  /** But for a lock, which another server may be about to have. */
  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.allMatch(file -> file.endsWith(LOCK));
    }
  }

  /** Makes a directory for this run alone, and removes those that runs before could not. */
  static Path temporary() throws IOException {
    Path own = Files.createTempDirectory(TEMPORARY);
    Path parent = own.getParent();
    if (parent == null) {
      return own;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
      for (Path left : all) {
        if (!left.equals(own)
            && Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(left).equals(Files.getOwner(own))
            && isMarked(left)) {
          removeUnlessHeld(left);
        }
      }
    } catch (IOException | RuntimeException unlistable) {
      LOG.debug("Indexes that were left behind cannot be looked for", unlistable);
    }
    return own;
  }

  private static void removeUnlessHeld(Path left) {
    try {
      remove(left);
      LOG.info("A search index that was left behind is removed: {}", left);
    } catch (IOException heldOrGone) {
      LOG.debug("A search index stays: {}", left, heldOrGone);
    }
  }

  /**
   * Removes a directory and the index in it.
   *
   * @throws IOException where a server has it, or there is something else in it
   */
  static void remove(Path path) throws IOException {
    try (IndexFiles files = take(path)) {
      files.clear();
      Files.deleteIfExists(path.resolve(MARK));
    }
    Files.deleteIfExists(path.resolve(LOCK));
    Files.deleteIfExists(path);
  }

  /** Whether there is an index of this server. */
  static boolean isIndex(Path path) {
    if (!isMarked(path)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(path)) {
      return DirectoryReader.indexExists(directory);
    } catch (IOException unreadable) {
      return false;
    }
  }

  Directory directory() {
    return directory;
  }

  /** How large the files are. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String file : directory.listAll()) {
      try {
        bytes += directory.fileLength(file);
      } catch (IOException gone) {
        // A merge ended meanwhile.
      }
    }
    return bytes;
  }

  /** Removes the index, which must not be open. */
  void clear() throws IOException {
    for (String name : directory.listAll()) {
      if (isOfIndex(name)) {
        directory.deleteFile(name);
      }
    }
  }

  private static boolean isOfIndex(String name) {
    // Lucene's lock too, which has to be empty and is nobody's while ours is held.
    return name.equals(IndexWriter.WRITE_LOCK_NAME)
        || name.startsWith(IndexFileNames.SEGMENTS)
        || name.startsWith(IndexFileNames.PENDING_SEGMENTS)
        || IndexFileNames.CODEC_FILE_PATTERN.matcher(name).matches();
  }

  /** Lets go of it. */
  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      directory.close();
    }
  }
}
