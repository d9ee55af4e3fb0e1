package io.redfire.core.log;

/** Says that a value from outside is not what it should be, in words for whoever sent it. */
public final class InvalidName extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidName(String message) {
    super(message);
  }
}
