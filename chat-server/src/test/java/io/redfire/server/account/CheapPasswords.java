package io.redfire.server.account;

/** Passwords whose digest costs nothing, for tests that are not about them. */
public final class CheapPasswords {
  private CheapPasswords() {}

  /** Some that take as many tries as come. */
  public static Passwords create() {
    return new Passwords(new CountedDigest(), 1, 10_000);
  }
}
