package io.redfire.server.outgoing;

import java.io.IOException;

/** Why a post did not come to an answer, in words of our own: receivers choose none of them. */
public final class HookFailure extends IOException {
  private static final long serialVersionUID = 1;

  /** Fails for that reason. */
  public HookFailure(String words) {
    super(words);
  }

  /** Fails for that reason, since something else failed. */
  public HookFailure(String words, Throwable cause) {
    super(words, cause);
  }

  /** Why. */
  String words() {
    return String.valueOf(getMessage());
  }
}
