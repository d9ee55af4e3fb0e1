package io.redfire.server.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Says that the server cannot have a Redis of its own, and what would help.
 *
 * <p>The message is for the person at the terminal: whole, without secrets, a cause is not needed.
 */
public final class EmbeddedRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedRedisException(String message) {
    super(message);
  }

  EmbeddedRedisException(String complaint, IOException cause) {
    super(complaint + ": " + reason(cause), cause);
  }

  /** The exceptions of {@code java.nio.file} say in their type, not in words, what went wrong. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is in the way";
    }
    @Nullable String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }
}
