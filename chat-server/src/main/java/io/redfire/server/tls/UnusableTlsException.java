package io.redfire.server.tls;

import org.jspecify.annotations.Nullable;

/** Says what is wrong with a file of TLS, in one line without secrets. */
public final class UnusableTlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param setting the name of the setting that named the file
   * @param complaint what is wrong with it, and what was expected
   */
  UnusableTlsException(String setting, String complaint, @Nullable Throwable cause) {
    super("--" + setting + ": " + complaint, cause);
  }
}
