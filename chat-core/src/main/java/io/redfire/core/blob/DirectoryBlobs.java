package io.redfire.core.blob;

import io.redfire.core.log.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;

/**
 * Bytes as files of a directory, which all nodes share: {@code ab/SHA-256.WORD} for each place.
 *
 * <p>A file is written beside its place, synced and renamed, so that it is there whole or not at
 * all, also after a power cut. No part of its name comes from outside but the hash, which is hex
 * digits.
 */
public final class DirectoryBlobs implements BlobStore {
  private static final byte[] NOTHING = {};

  private final Path directory;

  /**
   * Keeps them there.
   *
   * @throws IOException where it is no directory that can be written to, and cannot be made one
   */
  public DirectoryBlobs(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException(directory + " cannot be written to");
    }
  }

  private Path path(BlobPlace place) {
    String hash = place.hash().value();
    return directory.resolve(hash.substring(0, 2)).resolve(hash + "." + place.word());
  }

  @Override
  public void write(BlobPlace place, Iterator<byte[]> parts) {
    Path path = path(place);
    try {
      Path folder = Files.createDirectories(path.getParent());
      Path part = folder.resolve(path.getFileName() + ".part");
      try (FileChannel file =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (parts.hasNext()) {
          ByteBuffer bytes = ByteBuffer.wrap(parts.next());
          while (bytes.hasRemaining()) {
            int unused = file.write(bytes);
          }
        }
        file.force(true);
      }
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
      sync(directory);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** So that the name is on disk too. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public byte[] read(BlobPlace place, long offset, int length) {
    try (FileChannel file = FileChannel.open(path(place), StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      long at = offset;
      while (bytes.hasRemaining()) {
        int count = file.read(bytes, at);
        if (count < 0) {
          break;
        }
        at += count;
      }
      byte[] read = new byte[bytes.position()];
      bytes.flip().get(read);
      return read;
    } catch (NoSuchFileException gone) {
      return NOTHING;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void delete(BlobPlace place) {
    Path path = path(place);
    try {
      var unused = Files.deleteIfExists(path);
      // What somebody left who died while writing.
      unused = Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".part"));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static LogException failure(IOException e) {
    return new LogException(
        LogException.Reason.UNAVAILABLE, "the directory of attachments does not work", e);
  }

  @Override
  public void close() {}
}
